import { Module } from '@nestjs/common';
import { ApiKeysController } from './api-keys.controller.js';
import { AuditLogController } from './audit-log.controller.js';
import { SettingsController } from './settings.controller.js';

/** The operator's surface of one instance. */
@Module({ controllers: [ApiKeysController, AuditLogController, SettingsController] })
export class AdminModule {}
