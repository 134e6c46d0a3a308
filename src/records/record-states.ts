import { Injectable } from '@nestjs/common';
import type { AccessAction, RecordData } from '@appbase-pfe/types';
import { errors } from '../common/errors.js';
import { newId } from '../common/ids.js';
import { Database } from '../database/database.js';
import { GrantsService } from '../rules/grants.service.js';
import type { ItemStates } from '../rules/explain-access.js';
import { dataText, type RecordRow, timeOfId, toFilterRecord } from './record-json.js';
import { noSuchRecord } from './record-writer.js';
import { SQL } from './records.sql.js';

/** Which record is asked about: one that is there, or one that has this data. */
export interface AskedRecord {
  collection: string;
  action: AccessAction;
  userId?: string | undefined;
  recordId?: string | undefined;
  data?: RecordData | undefined;
}

/** Records as rules see them before and after an action, to explain what the rules say. */
@Injectable()
export class RecordStates {
  constructor(
    private readonly database: Database,
    private readonly grants: GrantsService,
  ) {}

  /** @throws AppError `NOT_FOUND`; `VALIDATION_ERROR` where neither a record nor data is named */
  of(asked: AskedRecord): ItemStates {
    const { collection, recordId } = asked;
    const stored = recordId === undefined ? undefined : this.stored(collection, recordId);
    const future = futureOf(asked, stored);
    return { stored: stored && this.seen(stored), future: this.seen(future) };
  }

  private stored(collection: string, id: string): RecordRow {
    const row = this.database.read((db) => db.get<RecordRow>(SQL.find, collection, id));
    if (row === undefined) throw noSuchRecord();
    return row;
  }

  private seen(row: RecordRow) {
    const item = { kind: 'collection' as const, container: row.collection, id: row.id };
    return toFilterRecord(
      row,
      this.database.read((db) => this.grants.of(db, item)),
    );
  }
}

/** The record as it will be: the stored one with new data, or a new one of the user. */
function futureOf(asked: AskedRecord, stored: RecordRow | undefined): RecordRow {
  const { collection, action, userId = '', data } = asked;
  if (stored === undefined && data === undefined && action !== 'create') {
    throw errors.invalid('recordId', 'name a record, or give the data of one');
  }
  if (stored !== undefined) {
    return data === undefined ? stored : { ...stored, data: dataText(data) };
  }
  const id = newId();
  const at = timeOfId(id);
  return {
    collection,
    id,
    owner_id: userId,
    data: dataText(data ?? {}),
    created_at: at,
    updated_at: at,
    version: 1,
  };
}
