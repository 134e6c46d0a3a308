import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Portion, UserHoldings } from '../auth/user-holdings.js';
import { errors } from '../common/errors.js';
import type { Connection } from '../database/connection.js';
import { RecordHolders } from './record-holders.js';
import { keyOf, type RecordKey } from './record-json.js';
import { RecordWriter } from './record-writer.js';
import { SQL } from './records.sql.js';

/** In one write, so that none is left that refers to one that is gone; rather fewer. */
const MOST_TOGETHER = [1_000, 10_000];

/** What accounts need to know of records: how many a user has, and how they go with the user. */
@Injectable()
export class UserRecords implements OnModuleInit {
  constructor(
    private readonly holdings: UserHoldings,
    private readonly writer: RecordWriter,
    private readonly holders: RecordHolders,
  ) {}

  onModuleInit(): void {
    this.holdings.register('records', {
      count: SQL.countOfUser,
      // One by one, so that subscribers hear of each and the audit tells each.
      remove: (db, userId, context, portion) => {
        const targets = this.next(db, userId, portion);
        const going = new Set(targets.map(keyOf));
        return this.writer.removeAll(db, context, targets, (row) => going.has(keyOf(row)));
      },
    });
  }

  private next(db: Connection, userId: string, { limit, order }: Portion): RecordKey[] {
    if (order === 'stored') return db.all<RecordKey>(SQL.someOfUser, userId, limit);
    const newest = newestOf(db, userId, limit);
    if (order === 'newest' || newest.length === 0) return newest;
    for (const most of [limit, ...MOST_TOGETHER]) {
      const going = this.holders.within(db, newest, (row) => row.owner_id === userId, most);
      if (going.length > 0) return going;
    }
    throw errors.conflict(
      'Too many records of this user hold each other: delete some of them first',
    );
  }
}

/** Leaps over the index from collection to collection: costs no more than what it finds in each. */
function newestOf(db: Connection, userId: string, limit: number): RecordKey[] {
  const found: RecordKey[] = [];
  for (let name = ''; ;) {
    const next = db.get<{ collection: string }>(SQL.nextCollectionOfUser, userId, name);
    if (next === undefined) break;
    name = next.collection;
    found.push(...db.all<RecordKey>(SQL.newestOfUser, userId, name, limit));
  }
  return found.sort((one, other) => (one.id < other.id ? 1 : -1)).slice(0, limit);
}
