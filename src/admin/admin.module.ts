import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ApiKeysController } from './api-keys.controller.js';
import { AuditLogController } from './audit-log.controller.js';
import { SettingsController } from './settings.controller.js';
import { UsersController } from './users.controller.js';

/** The operator's surface of one instance. */
@Module({
  imports: [AuthModule],
  controllers: [ApiKeysController, AuditLogController, SettingsController, UsersController],
})
export class AdminModule {}
