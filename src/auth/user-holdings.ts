import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../access/caller.js';
import type { Connection } from '../database/connection.js';

/**
 * What goes first. `stored` costs least. What refers to something is younger, as a rule, so `newest`
 * breaks no reference. `together` looks for what may go: those that hold each other in one write.
 */
export type Order = 'stored' | 'newest' | 'together';

/** Which part of it goes in one write. */
export interface Portion {
  /** How many; with `together` more, where they hold each other. */
  limit: number;
  order: Order;
}

/** What a feature keeps that belongs to users. */
export interface Holding {
  /** SQL that counts what a user has: one `?`, the user's id; one row, column `n`. By an index. */
  count: string;
  /**
   * Removes a portion of it, inside a write: only SQL. Answers how many; 0 when none is left.
   * What follows outside the database (files on disk) waits for `db.afterCommit` or a sweeper.
   */
  remove(db: Connection, userId: string, context: RequestContext, portion: Portion): number;
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

  /** Whether a user has more than `limit` things. */
  isMore(db: Connection, userId: string, limit: number): boolean {
    const counts = [...this.holdings.values()].map(
      ({ count }) => db.get<{ n: number }>(count, userId)!.n,
    );
    return counts.reduce((sum, n) => sum + n, 0) > limit;
  }

  /** Inside a write: removes a portion and answers how many things it was. */
  remove(db: Connection, userId: string, context: RequestContext, portion: Portion): number {
    let removed = 0;
    for (const holding of this.holdings.values()) {
      const limit = portion.limit - removed;
      if (limit > 0) removed += holding.remove(db, userId, context, { ...portion, limit });
    }
    return removed;
  }
}
