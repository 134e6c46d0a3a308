import { Injectable } from '@nestjs/common';
import type { ChangeType, Grants } from '@appbase-pfe/types';
import { Clock } from '../../common/clock.js';
import type { Connection } from '../../database/connection.js';
import { type RecordRow, recordJson } from '../record-json.js';
import { SQL } from '../records.sql.js';

/** One change of one record, as the log has it. */
export interface Change {
  /** Place in the app's log; grows with every change. */
  position: number;
  type: ChangeType;
  collection: string;
  recordId: string;
  ownerId: string;
  /** JSON of the whole record: after the change, or as it was when it was deleted. */
  record: string;
  /** JSON of the record before an update: tells a reader that filters whether it was in sight then. */
  before: string | undefined;
  /** To whom the record was granted, where the read rule asks for it. */
  grants: LoggedGrants | undefined;
}

export interface LoggedGrants {
  before: Grants;
  after: Grants;
  /** Nothing changed but the grants. */
  sharing?: true;
}

/** What is logged with a change beside the record. */
export interface Circumstances {
  /** The record before an update. */
  old?: RecordRow;
  grants?: LoggedGrants | undefined;
}

type Listener = (change: Change) => void;

/** Writes the log of changes in the transaction of each change, and tells of it after the commit. */
@Injectable()
export class ChangeLog {
  private readonly listeners: Listener[] = [];

  constructor(private readonly clock: Clock) {}

  /** Calls `listener` with every committed change, in order. */
  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Inside a write: logs a change and returns the JSON of the record. */
  append(
    db: Connection,
    type: ChangeType,
    row: RecordRow,
    { old, grants }: Circumstances = {},
  ): string {
    const record = recordJson(row);
    const before = old === undefined ? undefined : recordJson(old);
    const { lastInsertRowid: position } = db.run(
      SQL.logChange,
      this.clock.now(),
      type,
      row.collection,
      row.id,
      row.owner_id,
      record,
      before ?? null,
      grants === undefined ? null : JSON.stringify(grants),
    );
    const change: Change = {
      position,
      type,
      collection: row.collection,
      recordId: row.id,
      ownerId: row.owner_id,
      record,
      before,
      grants,
    };
    db.afterCommit(() => {
      for (const listener of this.listeners) listener(change);
    });
    return record;
  }
}
