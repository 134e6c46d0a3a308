import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { LOGGER } from '../common/log-token.js';
import { ControlPlaneConfig } from '../config/control-plane-config.js';
import { Database } from '../database/database.js';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { AppAccessController } from './app-access.controller.js';
import { AppAccessService } from './app-access.service.js';
import { AppEraser } from './app-eraser.js';
import { AppIndicator } from './app-indicator.js';
import { AppInsightController } from './app-insight.controller.js';
import { AppLogs } from './app-logs.js';
import { AppStatus } from './app-status.js';
import { AppSteps } from './app-steps.js';
import { chooseRuntime } from './choose-runtime.js';
import { DockerRuntime } from './docker/docker-runtime.js';
import { SubnetStore } from './docker/subnet-store.js';
import { HealthWatch } from './health-watch.js';
import { InstanceClient } from './instance-client.js';
import { InstanceProgram } from './process/instance-program.js';
import { InstanceRuntime } from './instance-runtime.js';
import { IsolationProof } from './isolation-proof.js';
import { ManagedFile } from './managed-file.js';
import { PortListeners } from './port-listeners.js';
import { ProcessRuntime } from './process/process-runtime.js';
import { Reconciler } from './reconciler.js';
import { RuntimeChoice } from './runtime-choice.js';
import { RuntimeHealth } from './runtime-health.js';
import { Samples } from './samples.js';
import { StandingMessenger } from './standing-messenger.js';
import { Telemetry } from './telemetry.js';

/** Runs one instance for each app and keeps it alive. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false }), TenancyModule],
  controllers: [AppAccessController, AppInsightController],
  providers: [
    { provide: InstanceProgram, useFactory: () => new InstanceProgram() },
    ManagedFile,
    ProcessRuntime,
    SubnetStore,
    DockerRuntime,
    {
      provide: RuntimeChoice,
      inject: [ControlPlaneConfig, Database, LOGGER],
      useFactory: chooseRuntime,
    },
    {
      provide: InstanceRuntime,
      inject: [RuntimeChoice, DockerRuntime, ProcessRuntime],
      useFactory: (choice: RuntimeChoice, docker: DockerRuntime, processes: ProcessRuntime) =>
        choice.kind === 'docker' ? docker : processes,
    },
    IsolationProof,
    RuntimeHealth,
    AppStatus,
    AppEraser,
    AppSteps,
    AppIndicator,
    HealthWatch,
    Reconciler,
    PortListeners,
    InstanceClient,
    StandingMessenger,
    AppAccessService,
    AppLogs,
    Samples,
    Telemetry,
  ],
  exports: [InstanceRuntime, RuntimeChoice, Reconciler, HealthWatch],
})
export class OrchestrationModule {}
