import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../access/caller.js';
import { UserHoldings } from '../auth/user-holdings.js';
import type { Connection } from '../database/connection.js';
import { RecordWriter } from './record-writer.js';

const COUNT = 'SELECT count(*) AS n FROM records WHERE owner_id = ?';
const OF_OWNER = 'SELECT collection, id FROM records WHERE owner_id = ?';

/** Tells the accounts how many records a user has, and takes them along with the user. */
@Injectable()
export class RecordHoldings {
  constructor(
    holdings: UserHoldings,
    private readonly writer: RecordWriter,
  ) {
    holdings.register('records', {
      count: COUNT,
      remove: (db, userId, context) => this.removeAll(db, userId, context),
    });
  }

  private removeAll(db: Connection, userId: string, context: RequestContext): void {
    const rows = db.all<{ collection: string; id: string }>(OF_OWNER, userId);
    for (const row of rows) this.writer.remove(db, context, row);
  }
}
