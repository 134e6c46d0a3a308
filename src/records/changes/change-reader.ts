import { Injectable } from '@nestjs/common';
import type { ChangeType } from '@appbase-pfe/types';
import { lastSightChange, type SightScope } from '../../access/sight.js';
import type { Connection } from '../../database/connection.js';
import { Database } from '../../database/database.js';
import type { Change, LoggedGrants } from './change-log.js';

/** Most changes, and most bytes of them, that one look at the log takes. */
const PAGE_ROWS = 100;
const PAGE_BYTES = 512 * 1024;

interface ChangeRow {
  position: number;
  type: ChangeType;
  collection: string;
  record_id: string;
  owner_id: string;
  record: string;
  before: string | null;
  grants: string | null;
}

const COLUMNS = 'position, type, collection, record_id, owner_id, record, before, grants';
const BY_OWNER = `SELECT ${COLUMNS} FROM changes
  WHERE owner_id = ? AND collection = ? AND position > ? ORDER BY position LIMIT ?`;
const BY_POSITION = `SELECT ${COLUMNS} FROM changes WHERE position > ? ORDER BY position LIMIT ?`;

/** Where a reader left off, and whose changes of which collection it wants. */
export interface ReadFrom {
  after: number;
  collection: string;
  /** Only changes of this owner's records. */
  ownerId?: string | undefined;
}

/** A stretch of the log. */
export interface ChangePage {
  changes: Change[];
  /** The log has been looked through up to here. */
  upTo: number;
  /** Nothing came after it when it was read. */
  last: boolean;
}

/** Reads the log of changes, for replay. */
@Injectable()
export class ChangeReader {
  constructor(private readonly database: Database) {}

  /** The newest position; 0 before the first change. */
  head(): number {
    return this.edge('SELECT max(position) AS position FROM changes');
  }

  /**
   * Whether the log still has everything that came after `position`, and tells it all: not so when
   * the sight of the reader changed meanwhile.
   */
  covers(position: number, scopes: readonly SightScope[]): boolean {
    const head = this.head();
    if (position === head) return true;
    if (this.database.read((db) => lastSightChange(db, scopes)) > position) return false;
    return (
      position < head && position >= this.edge('SELECT min(position) AS position FROM changes') - 1
    );
  }

  /** The next stretch after a position, short enough for the main thread. */
  page({ after, collection, ownerId }: ReadFrom): ChangePage {
    return this.database.read((db) => {
      const rows =
        ownerId === undefined
          ? take(db, BY_POSITION, after)
          : take(db, BY_OWNER, ownerId, collection, after);
      return {
        changes: rows.taken.filter((row) => row.collection === collection).map(toChange),
        upTo: rows.taken.at(-1)?.position ?? after,
        last: rows.all,
      };
    });
  }

  private edge(sql: string): number {
    return this.database.read((db) => db.get<{ position: number | null }>(sql)?.position ?? 0);
  }
}

function take(db: Connection, sql: string, ...values: unknown[]) {
  const taken: ChangeRow[] = [];
  let bytes = 0;
  for (const row of db.iterate<ChangeRow>(sql, ...values, PAGE_ROWS)) {
    taken.push(row);
    bytes += row.record.length + (row.before?.length ?? 0);
    if (bytes > PAGE_BYTES) return { taken, all: false };
  }
  return { taken, all: taken.length < PAGE_ROWS };
}

function toChange(row: ChangeRow): Change {
  return {
    position: row.position,
    type: row.type,
    collection: row.collection,
    recordId: row.record_id,
    ownerId: row.owner_id,
    record: row.record,
    before: row.before ?? undefined,
    grants: row.grants === null ? undefined : (JSON.parse(row.grants) as LoggedGrants),
  };
}
