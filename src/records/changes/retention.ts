import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Idempotency } from '../../access/idempotency.js';
import { Clock } from '../../common/clock.js';
import { Database } from '../../database/database.js';

/** A change is kept at least this long, and it is kept while fewer than this many are newer. */
export const KEPT_CHANGES_MS = 24 * 60 * 60 * 1000;
export const KEPT_CHANGES = 100_000;

const EVERY_MS = 60_000;
/** How many rows one write removes: short, since every other write waits for it. */
const SLICE = 500;

const FORGET = `DELETE FROM changes WHERE position IN
  (SELECT position FROM changes WHERE position <= ? AND at < ? ORDER BY position LIMIT ?)`;

/** Removes old changes and old kept answers, a little at a time. */
@Injectable()
export class Retention {
  private running = false;

  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly clock: Clock,
  ) {}

  @Interval(EVERY_MS)
  async run(): Promise<void> {
    if (this.running || this.database.stoppedBy !== undefined) return;
    this.running = true;
    try {
      while ((await this.removeSlice()) > 0);
    } catch {
      // The queue is full or the disk is: the next round goes on.
    } finally {
      this.running = false;
    }
  }

  private removeSlice(): Promise<number> {
    return this.database.write((db) => {
      const newest = db.get<{ position: number | null }>(
        'SELECT max(position) AS position FROM changes',
      )!.position;
      const oldest = this.clock.now() - KEPT_CHANGES_MS;
      const { changes } = db.run(FORGET, (newest ?? 0) - KEPT_CHANGES, oldest, SLICE);
      return changes + this.idempotency.forget(db, SLICE);
    });
  }
}
