import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { FORGET_DEVICES } from './devices.sql.js';
import { SessionsService } from './sessions.service.js';
import { DELETE_SPENT_VALUES } from './sessions.sql.js';

const EVERY_MS = 60_000;
/** How many sessions one write ends, so that no other write waits long. */
const BATCH = 500;
const YEAR_MS = 365 * 24 * 60 * 60_000;

/** Ends sessions that ran out, for streams too, and keeps the tables of sessions small. */
@Injectable()
export class SessionSweeper {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sessions: SessionsService,
  ) {}

  @Interval(EVERY_MS)
  async sweep(): Promise<void> {
    const now = this.clock.now();
    while ((await this.sessions.endExpired(BATCH)) === BATCH);
    await this.database.write((db) => {
      // A spent value older than a session lives would not be good any more anyway.
      db.run(DELETE_SPENT_VALUES, now - this.sessions.lifeMs);
      db.run(FORGET_DEVICES, now - YEAR_MS);
    });
  }
}
