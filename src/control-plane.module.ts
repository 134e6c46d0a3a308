import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { AccessModule } from './access/access.module.js';
import { NoUsers, UserTokens } from './access/credentials.js';
import { Gate } from './access/gate.js';
import { AuditModule } from './audit/audit.module.js';
import { CommonModule } from './common/common.module.js';
import { ConfigModule } from './config/config.module.js';
import type { ControlPlaneConfig } from './config/control-plane-config.js';
import { controlPlaneSchema } from './database/control-plane-schema.js';
import { DatabaseModule } from './database/database.module.js';
import { DocsModule } from './docs/docs.module.js';
import { HealthModule } from './health/health.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { TenancyModule } from './tenancy/tenancy.module.js';
import { OrchestrationModule } from './orchestration/orchestration.module.js';
import { OperatorsModule } from './operators/operators.module.js';
import { SettingsModule } from './settings/settings.module.js';
import { HttpModule } from './http/http.module.js';

/** The control plane's table of contents. */
@Module({})
export class ControlPlaneModule {
  static forRoot(config: ControlPlaneConfig, logger: Logger): DynamicModule {
    return {
      module: ControlPlaneModule,
      imports: [
        CommonModule.forRoot(logger),
        ConfigModule.forRoot(config),
        DatabaseModule.forRoot(config.dataDir, 'control-plane', controlPlaneSchema),
        HttpModule,
        AuditModule,
        SettingsModule.forRoot({}),
        AccessModule,
        OperatorsModule.forRoot({
          cookieName: () => 'appbase_master',
          first: config.operator,
          accounts: true,
        }),
        DocsModule,
        MetricsModule.forRoot(),
        HealthModule.forRoot(),
        TenancyModule,
        OrchestrationModule,
      ],
      providers: [Gate, { provide: UserTokens, useClass: NoUsers }],
    };
  }
}
