import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { AccessModule } from './access/access.module.js';
import { FirstKey } from './access/first-key.js';
import { Gate } from './access/gate.js';
import { AdminModule } from './admin/admin.module.js';
import { INSTANCE_AMOUNTS } from './admin/amounts.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { CommonModule } from './common/common.module.js';
import { InstanceConfig } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { instanceSchema } from './database/instance-schema.js';
import { GroupsModule } from './groups/groups.module.js';
import { RulesModule } from './rules/rules.module.js';
import { DocsModule } from './docs/docs.module.js';
import { HealthModule } from './health/health.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { ManagedModule } from './managed/managed.module.js';
import { RecordsModule } from './records/records.module.js';
import { OperatorsModule } from './operators/operators.module.js';
import { SettingsModule } from './settings/settings.module.js';
import { StorageModule } from './storage/storage.module.js';
import { HttpModule } from './http/http.module.js';

/** The instance's table of contents. */
@Module({})
export class InstanceModule {
  static forRoot(config: InstanceConfig, logger: Logger): DynamicModule {
    return {
      module: InstanceModule,
      imports: [
        CommonModule.forRoot(logger),
        ConfigModule.forRoot(config),
        DatabaseModule.forRoot(config.dataDir, 'instance', instanceSchema),
        HttpModule,
        AuditModule,
        SettingsModule.forRoot({
          appId: config.managed?.appId,
          values: {
            corsOrigins: [...config.corsOrigins],
            maxUploadBytes: config.maxUploadBytes,
            storageQuotaBytes: config.managed?.storageQuotaBytes ?? 0,
          },
        }),
        AccessModule,
        OperatorsModule.forRoot({
          cookieName: (appId) => `appbase_operator_${appId}`,
          first: config.operator,
          accounts: config.managed === undefined,
        }),
        AuthModule,
        GroupsModule,
        RulesModule,
        AdminModule,
        DocsModule,
        MetricsModule.forRoot(INSTANCE_AMOUNTS),
        HealthModule.forRoot(['storage']),
        ...(config.managed === undefined ? [] : [ManagedModule.forRoot(config.managed)]),
        RecordsModule,
        StorageModule,
      ],
      providers: [Gate, FirstKey],
    };
  }
}
