import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';

const EVERY_MS = 10 * 60_000;
/** A budget that nobody failed on for a day starts anew. */
const BUDGET_MS = 24 * 60 * 60_000;
/** Most budgets that are kept: who guesses at random emails must not fill the disk. */
const MAX_BUDGETS = 100_000;
const MINUTE_MS = 60_000;

export const FORGET_BUDGETS = 'DELETE FROM login_budgets WHERE updated_at <= ?';
/** Values: how many stay. The longest untouched go first. */
export const CUT_BUDGETS = `
  DELETE FROM login_budgets WHERE budget IN
    (SELECT budget FROM login_budgets ORDER BY updated_at DESC LIMIT -1 OFFSET ?)`;
export const FORGET_ADDRESSES = 'DELETE FROM address_attempts WHERE minute < ?';

/** Keeps the tables of the throttles small. */
@Injectable()
export class ThrottleSweeper {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Interval(EVERY_MS)
  async sweep(maxBudgets = MAX_BUDGETS): Promise<void> {
    const now = this.clock.now();
    await this.database.write((db) => {
      db.run(FORGET_BUDGETS, now - BUDGET_MS);
      db.run(CUT_BUDGETS, maxBudgets);
      db.run(FORGET_ADDRESSES, Math.floor(now / MINUTE_MS));
    });
  }
}
