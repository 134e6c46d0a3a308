import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { Clock, SystemClock } from './clock.js';
import { HeavyWork } from './heavy-work.js';
import { LOGGER } from './log-token.js';

/** What every module may ask for: the clock, schedules, the slots for heavy work, the log. */
@Module({})
export class CommonModule {
  static forRoot(logger: Logger): DynamicModule {
    return {
      module: CommonModule,
      global: true,
      imports: [ScheduleModule.forRoot()],
      providers: [
        { provide: Clock, useClass: SystemClock },
        { provide: HeavyWork, useFactory: () => new HeavyWork() },
        { provide: LOGGER, useValue: logger },
      ],
      exports: [Clock, HeavyWork, LOGGER],
    };
  }
}
