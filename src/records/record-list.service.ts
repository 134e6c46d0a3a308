import { Injectable } from '@nestjs/common';
import type { ListRecords } from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Database } from '../database/database.js';
import { RecordGate } from './record-gate.js';
import { type RecordAnswer, type RecordRow, recordJson } from './record-json.js';
import { SQL } from './records.sql.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100;

/** Pages of records. Filter, sort, paging and totals run in SQL. */
@Injectable()
export class RecordListService {
  constructor(
    private readonly database: Database,
    private readonly gate: RecordGate,
  ) {}

  list(
    context: RequestContext,
    collection: string,
    query: ListRecords,
  ): RecordAnswer | Promise<RecordAnswer> {
    const limit = Math.min(Number(query.limit ?? DEFAULT_LIMIT), MAX_LIMIT);
    const offset = Number(query.offset ?? 0);
    const where = this.gate.where(this.gate.rule(context.caller, collection, 'read'));
    return this.database.read((db) => {
      const rows = db.all<RecordRow>(
        `SELECT ${SQL.columns} FROM records r WHERE r.collection = ? AND ${where.sql}
         ORDER BY r.id LIMIT ? OFFSET ?`,
        collection,
        ...where.values,
        limit,
        offset,
      );
      const total = db.get<{ n: number }>(
        `SELECT count(*) AS n FROM records r WHERE r.collection = ? AND ${where.sql}`,
        collection,
        ...where.values,
      )!.n;
      return { json: `{"items":[${rows.map(recordJson).join(',')}],"total":${total}}` };
    });
  }
}
