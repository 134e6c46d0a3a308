import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UserHoldings } from '../auth/user-holdings.js';
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
        const targets = db.all<Found>(
          newestFirst ? SQL.newestOfUser : SQL.someOfUser,
          userId,
          limit,
        );
        const going = new Set(targets.map(keyOf));
        this.writer.removeAll(db, context, targets, (row) => going.has(keyOf(row)));
        return targets.length;
      },
    });
  }
}
