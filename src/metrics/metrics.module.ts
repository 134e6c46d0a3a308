import { type DynamicModule, Module } from '@nestjs/common';
import { Amounts, type AmountSource, AmountSources } from './amounts.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsService } from './metrics.service.js';
import { Prometheus } from './prometheus.js';

/** What the server does and how much it holds: now for Prometheus, and over time. */
@Module({})
export class MetricsModule {
  static forRoot(sources: readonly AmountSource[] = []): DynamicModule {
    return {
      module: MetricsModule,
      global: true,
      controllers: [MetricsController],
      providers: [
        { provide: AmountSources, useValue: { sources } },
        Amounts,
        MetricsService,
        Prometheus,
      ],
      exports: [MetricsService, Prometheus],
    };
  }
}
