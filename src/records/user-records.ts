import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UserHoldings } from '../auth/user-holdings.js';
import type { Connection } from '../database/connection.js';
import { RecordWriter } from './record-writer.js';
import { SQL } from './records.sql.js';

interface Found {
  collection: string;
  id: string;
}

const keyOf = ({ collection, id }: Found) => `${collection}/${id}`;

/** What accounts need to know of records: how many a user has, and how they go with the user. */
@Injectable()
export class UserRecords implements OnModuleInit {
  constructor(
    private readonly holdings: UserHoldings,
    private readonly writer: RecordWriter,
  ) {}

  onModuleInit(): void {
    this.holdings.register('records', {
      count: SQL.countOfUser,
      // One by one, so that subscribers hear of each and the audit tells each.
      remove: (db, userId, context, { limit, newestFirst }) => {
        const targets = newestFirst
          ? newestOf(db, userId, limit)
          : db.all<Found>(SQL.someOfUser, userId, limit);
        const going = new Set(targets.map(keyOf));
        return this.writer.removeAll(db, context, targets, (row) => going.has(keyOf(row)));
      },
    });
  }
}

/** Leaps over the index from collection to collection: costs no more than what it finds in each. */
function newestOf(db: Connection, userId: string, limit: number): Found[] {
  const found: Found[] = [];
  for (let name = ''; ;) {
    const next = db.get<{ collection: string }>(SQL.nextCollectionOfUser, userId, name);
    if (next === undefined) break;
    name = next.collection;
    found.push(...db.all<Found>(SQL.newestOfUser, userId, name, limit));
  }
  return found.sort((one, other) => (one.id < other.id ? 1 : -1)).slice(0, limit);
}
