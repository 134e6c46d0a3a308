import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { SharedIndicators } from './indicators.js';
import { IntegrityWatch } from './integrity-watch.js';

/** Folders of the data folder that a role writes to. */
const FOLDERS = Symbol('folders');

/** Health endpoints and the checks that both roles share. */
@Module({})
export class HealthModule {
  static forRoot(folders: string[] = []): DynamicModule {
    return {
      module: HealthModule,
      global: true,
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController],
      providers: [
        HealthService,
        IntegrityWatch,
        SharedIndicators,
        {
          provide: FOLDERS,
          inject: [HealthService, SharedIndicators],
          useFactory: (health: HealthService, shared: SharedIndicators) => {
            health.register('database', () => shared.writes());
            health.register('disk', () => shared.disk());
            for (const name of folders) health.register(name, () => shared.writable(name));
            return folders;
          },
        },
      ],
      exports: [HealthService, IntegrityWatch, TerminusModule],
    };
  }
}
