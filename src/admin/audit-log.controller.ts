import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditPage, AuditVerification, ListAudit } from '@appbase-pfe/types';
import { RequiresAdmin } from '../access/declare-access.js';
import { AuditLogService } from '../audit/audit-log.service.js';
import { AuditVerifier } from '../audit/audit-verifier.js';
import { ApiData } from '../http/api-data.js';

/** Who did what, and whether anybody has changed what is written of it. */
@ApiTags('admin: audit')
@Controller('admin/audit-log')
export class AuditLogController {
  constructor(
    private readonly log: AuditLogService,
    private readonly verifier: AuditVerifier,
  ) {}

  /** The entries that fit, the newest first. */
  @Get()
  @RequiresAdmin('audit:read')
  @ApiOperation({ summary: 'Search the audit log' })
  @ApiData(AuditPage)
  list(@Query({ schema: ListAudit }) query: ListAudit) {
    return this.log.list(query);
  }

  /** Recomputes the whole chain: edited, removed, reordered or cut-off entries are seen. */
  @Get('verify')
  @RequiresAdmin('audit:read')
  @ApiOperation({ summary: 'Verify the audit log' })
  @ApiData(AuditVerification)
  verify() {
    return this.verifier.verify();
  }
}
