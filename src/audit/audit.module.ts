import { Global, Module } from '@nestjs/common';
import { AuditHead } from './audit-head.js';
import { AuditLogService } from './audit-log.service.js';
import { AuditVerifier } from './audit-verifier.js';
import { AuditService } from './audit.service.js';

@Global()
@Module({
  providers: [AuditHead, AuditService, AuditLogService, AuditVerifier],
  exports: [AuditService, AuditLogService, AuditVerifier],
})
export class AuditModule {}
