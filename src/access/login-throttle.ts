import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { SettingsService } from '../settings/settings.service.js';

/** The first delay; it doubles with every further failure. */
const FIRST_DELAY_MS = 2000;

interface BudgetRow {
  failures: number;
  blocked_until: number;
}

/** One attempt under way. Its outcome is written in the same write as what it led to. */
export interface Attempt {
  failed(db: Connection): void;
  succeeded(db: Connection): void;
}

/**
 * Slows guessing down. Every account has a budget of failures, and so has every device that has
 * signed in to it before, so that a stranger who fails never delays the owner's own device.
 * Budgets are rows, so a restart forgives nothing.
 */
@Injectable()
export class LoginThrottle {
  private readonly underWay = new Map<string, { count: number; waiting: (() => void)[] }>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
  ) {}

  /**
   * Runs an attempt on a budget.
   *
   * @throws AppError `RATE_LIMITED` while the budget's delay lasts
   */
  async attempt<T>(budget: string, work: (attempt: Attempt) => Promise<T>): Promise<T> {
    const key = createHash('sha256').update(budget).digest('base64url');
    await this.enter(key);
    try {
      return await work({
        failed: (db) => this.fail(db, key),
        succeeded: (db) => db.run('DELETE FROM login_budgets WHERE budget = ?', key),
      });
    } finally {
      this.leave(key);
    }
  }

  /**
   * Lets in only as many attempts at once as there are failures left, else parallel guesses would
   * all be let in before the first of them has failed.
   */
  private async enter(key: string): Promise<void> {
    for (;;) {
      const row = this.database.read((db) =>
        db.get<BudgetRow>('SELECT * FROM login_budgets WHERE budget = ?', key),
      );
      const wait = (row?.blocked_until ?? 0) - this.clock.now();
      if (wait > 0) throw errors.rateLimited(wait / 1000, 'Too many failed attempts: wait');
      const state = this.underWay.get(key) ?? { count: 0, waiting: [] };
      const left = this.settings.current.throttling.freeFailures - (row?.failures ?? 0);
      if (state.count < Math.max(1, left)) {
        state.count++;
        this.underWay.set(key, state);
        return;
      }
      await new Promise<void>((go) => state.waiting.push(go));
    }
  }

  private leave(key: string): void {
    const state = this.underWay.get(key)!;
    state.count--;
    for (const go of state.waiting.splice(0)) go();
    if (state.count === 0) this.underWay.delete(key);
  }

  private fail(db: Connection, key: string): void {
    const { freeFailures, maxDelaySeconds } = this.settings.current.throttling;
    const row = db.get<BudgetRow>('SELECT * FROM login_budgets WHERE budget = ?', key);
    const failures = (row?.failures ?? 0) + 1;
    const now = this.clock.now();
    const doublings = failures - freeFailures;
    const delay =
      doublings < 0 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** doublings, maxDelaySeconds * 1000);
    db.run(
      `INSERT INTO login_budgets (budget, failures, blocked_until, updated_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (budget) DO UPDATE SET failures = excluded.failures,
         blocked_until = excluded.blocked_until, updated_at = excluded.updated_at`,
      key,
      failures,
      now + delay,
      now,
    );
  }
}
