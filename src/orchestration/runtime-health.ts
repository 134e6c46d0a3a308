import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { HealthService } from '../health/health.service.js';
import { InstanceRuntime } from './instance-runtime.js';
import { RuntimeChoice } from './runtime-choice.js';

/** Says in `/health` what runs the instances, and why. The control plane works without it. */
@Injectable()
export class RuntimeHealth implements OnModuleInit {
  constructor(
    private readonly health: HealthService,
    private readonly indicators: HealthIndicatorService,
    private readonly choice: RuntimeChoice,
    private readonly runtime: InstanceRuntime,
  ) {}

  onModuleInit(): void {
    this.health.register('runtime', async () => {
      const { kind, why } = this.choice;
      const problem = this.runtime.problem();
      const indicator = this.indicators.check('runtime');
      return problem === undefined
        ? indicator.up({ kind, why })
        : indicator.degraded({ kind, why, problem });
    });
  }
}
