import { type DynamicModule, Module } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import type { FirstSettings } from './first-settings.js';
import { SettingsService } from './settings.service.js';

/** The settings that an operator may change, for every module. */
@Module({})
export class SettingsModule {
  static forRoot(first: FirstSettings): DynamicModule {
    return {
      module: SettingsModule,
      global: true,
      providers: [
        {
          provide: SettingsService,
          inject: [Database, Clock, AuditService],
          useFactory: (database: Database, clock: Clock, audit: AuditService) =>
            SettingsService.open(database, clock, audit, first),
        },
      ],
      exports: [SettingsService],
    };
  }
}
