import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../access/caller.js';
import type { Connection } from '../database/connection.js';

/** What a feature keeps that belongs to users. */
export interface Holding {
  /** SQL that counts what a user has: one `?`, the user's id; one row, column `n`. By an index. */
  count: string;
  /**
   * Removes all of it, inside the write that removes the user: only SQL. What follows outside the
   * database (files on disk) waits for `db.afterCommit` or a sweeper.
   */
  remove(db: Connection, userId: string, context: RequestContext): void;
}

/**
 * The features that keep something of users register here, so that accounts know nothing of
 * records and files, and still tell how many there are and take them along.
 */
@Injectable()
export class UserHoldings {
  private readonly holdings = new Map<'records' | 'files', Holding>();

  register(name: 'records' | 'files', holding: Holding): void {
    this.holdings.set(name, holding);
  }

  /** The SQL that counts, by name. */
  counts(): { name: 'records' | 'files'; sql: string }[] {
    return [...this.holdings].map(([name, { count }]) => ({ name, sql: count }));
  }

  removeAll(db: Connection, userId: string, context: RequestContext): void {
    for (const holding of this.holdings.values()) holding.remove(db, userId, context);
  }
}
