import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { RecordsModule } from '../records/records.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { AboutController } from './about.controller.js';
import { AdminGrantsController } from './admin-grants.controller.js';
import { AdminHistoryController } from './admin-history.controller.js';
import { AdminRecordsController } from './admin-records.controller.js';
import { ApiKeysController } from './api-keys.controller.js';
import { AuditLogController } from './audit-log.controller.js';
import { BucketsController } from './buckets.controller.js';
import { CollectionsController } from './collections.controller.js';
import { AdminFileUploadsController } from './file-uploads.controller.js';
import { ExplainController } from './explain.controller.js';
import { ExplainService } from './explain.service.js';
import { ExportController } from './export/export.controller.js';
import { ExportService } from './export/export.service.js';
import { RunningExports } from './export/running-exports.js';
import { IntegrityController } from './integrity.controller.js';
import { IntegrityService } from './integrity.service.js';
import { AdminFilesController } from './files.controller.js';
import { MetricsHistoryController } from './metrics.controller.js';
import { GroupsModule } from '../groups/groups.module.js';
import { RulesModule } from '../rules/rules.module.js';
import { SchemaDocumentController } from './schema-document.controller.js';
import { SchemaDocumentService } from './schema-document.service.js';
import { AdminRecordStreamController } from './record-stream.controller.js';
import { SettingsController } from './settings.controller.js';
import { UsersController } from './users.controller.js';

/** The operator's surface of one instance. */
@Module({
  imports: [AuthModule, GroupsModule, RecordsModule, RulesModule, StorageModule],
  controllers: [
    AboutController,
    AdminFilesController,
    AdminFileUploadsController,
    AdminGrantsController,
    AdminHistoryController,
    AdminRecordsController,
    AdminRecordStreamController,
    ApiKeysController,
    AuditLogController,
    BucketsController,
    CollectionsController,
    ExplainController,
    ExportController,
    IntegrityController,
    MetricsHistoryController,
    SchemaDocumentController,
    SettingsController,
    UsersController,
  ],
  providers: [
    ExplainService,
    SchemaDocumentService,
    ExportService,
    IntegrityService,
    RunningExports,
  ],
})
export class AdminModule {}
