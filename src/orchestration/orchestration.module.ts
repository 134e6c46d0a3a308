import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { AppAccessController } from './app-access.controller.js';
import { AppAccessService } from './app-access.service.js';
import { AppEraser } from './app-eraser.js';
import { AppIndicator } from './app-indicator.js';
import { AppInsightController } from './app-insight.controller.js';
import { AppLogs } from './app-logs.js';
import { AppStatus } from './app-status.js';
import { AppSteps } from './app-steps.js';
import { HealthWatch } from './health-watch.js';
import { InstanceClient } from './instance-client.js';
import { InstanceProgram } from './instance-program.js';
import { InstanceRuntime } from './instance-runtime.js';
import { ManagedFile } from './managed-file.js';
import { PortListeners } from './port-listeners.js';
import { ProcessRuntime } from './process-runtime.js';
import { Reconciler } from './reconciler.js';
import { Samples } from './samples.js';
import { Telemetry } from './telemetry.js';

/** Runs one instance for each app and keeps it alive. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false }), TenancyModule],
  controllers: [AppAccessController, AppInsightController],
  providers: [
    { provide: InstanceProgram, useFactory: () => new InstanceProgram() },
    ManagedFile,
    ProcessRuntime,
    { provide: InstanceRuntime, useExisting: ProcessRuntime },
    AppStatus,
    AppEraser,
    AppSteps,
    AppIndicator,
    HealthWatch,
    Reconciler,
    PortListeners,
    InstanceClient,
    AppAccessService,
    AppLogs,
    Samples,
    Telemetry,
  ],
  exports: [InstanceRuntime, Reconciler, HealthWatch],
})
export class OrchestrationModule {}
