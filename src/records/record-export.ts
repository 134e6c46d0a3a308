import { Injectable } from '@nestjs/common';
import type { Connection } from '../database/connection.js';
import { paged } from '../database/paged.js';
import { type RecordRow, recordJson } from './record-json.js';

const NEXT_NAME = 'SELECT collection FROM records WHERE collection > ? ORDER BY collection LIMIT 1';
const PAGE = 'SELECT * FROM records WHERE collection = ? AND id > ? ORDER BY id LIMIT ?';

/** Hands out all records of all owners, for an export. */
@Injectable()
export class RecordExport {
  /** The names of all collections that hold a record, by leaps over the index. */
  collections(db: Connection): string[] {
    const names: string[] = [];
    for (;;) {
      const next = db.get<{ collection: string }>(NEXT_NAME, names.at(-1) ?? '');
      if (next === undefined) return names;
      names.push(next.collection);
    }
  }

  /** The records of a collection, each as JSON. */
  *all(db: Connection, collection: string): Generator<string> {
    const rows = paged<RecordRow, string>(
      '',
      ({ id }) => id,
      (after, limit) => db.all(PAGE, collection, after, limit),
    );
    for (const row of rows) yield recordJson(row);
  }
}
