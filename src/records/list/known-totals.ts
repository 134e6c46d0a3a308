import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Caller } from '../../access/caller.js';
import type { Sql } from '../../filter/sql.js';
import { ChangeLog } from '../changes/change-log.js';

const KEPT_COLLECTIONS = 100;
const KEPT_OF_EACH = 200;

/** Totals of one collection as it is now. */
export type TotalsNow = LRUCache<string, number>;

/**
 * Totals that took long to count, until a record of the collection changes: who turns the pages of a
 * list has it counted once. Everybody has their own, so that no answer is quicker because somebody
 * else has asked the same; for who sees every record of the collection only.
 */
@Injectable()
export class KnownTotals {
  private readonly kept = new LRUCache<string, TotalsNow>({ max: KEPT_COLLECTIONS });

  constructor(log: ChangeLog) {
    log.onChange(({ collection }) => this.kept.delete(collection));
  }

  /** A total goes where this was when its counting began: after a change that is forgotten. */
  of(collection: string): TotalsNow {
    let totals = this.kept.get(collection);
    if (totals === undefined) {
      totals = new LRUCache({ max: KEPT_OF_EACH });
      this.kept.set(collection, totals);
    }
    return totals;
  }

  /** Whether no record has changed since `of` gave these. */
  areCurrent(collection: string, totals: TotalsNow): boolean {
    return this.kept.peek(collection) === totals;
  }
}

/** The same for the same question of the same caller. */
export function totalKey(caller: Caller, { sql, values }: Sql): string {
  const asker = caller.kind === 'guest' ? [caller.kind] : [caller.kind, caller.id];
  const told = values.map((value) =>
    typeof value === 'bigint' ? ['bigint', String(value)] : value,
  );
  return createHash('sha256')
    .update(JSON.stringify([asker, sql, told]))
    .digest('base64');
}
