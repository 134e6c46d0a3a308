import { type DynamicModule, Module } from '@nestjs/common';
import { MasterTokens } from '../access/credentials.js';
import { Clock } from '../common/clock.js';
import type { Managed } from '../config/managed.js';
import { InternalKeysController } from './internal-keys.controller.js';
import { InternalOperatorsController } from './internal-operators.controller.js';
import { SignedByMaster } from './signed-by-master.js';
import { SignedMasterTokens } from './signed-master-tokens.js';
import { StandingsService } from './standings.service.js';
import { TelemetryController } from './telemetry.controller.js';
import { InstanceTelemetryService } from './telemetry.service.js';
import { TicketController } from './ticket.controller.js';
import { TicketService } from './ticket.service.js';

/** What an instance has more when a control plane runs it. */
@Module({})
export class ManagedModule {
  static forRoot(managed: Managed): DynamicModule {
    return {
      module: ManagedModule,
      global: true,
      controllers: [
        InternalKeysController,
        InternalOperatorsController,
        TelemetryController,
        TicketController,
      ],
      providers: [
        {
          provide: SignedByMaster,
          inject: [Clock],
          useFactory: (clock: Clock) => new SignedByMaster(managed, clock),
        },
        { provide: MasterTokens, useClass: SignedMasterTokens },
        StandingsService,
        TicketService,
        InstanceTelemetryService,
      ],
      exports: [MasterTokens],
    };
  }
}
