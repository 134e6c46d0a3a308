import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../access/caller.js';
import { errors } from '../../common/errors.js';
import type { Connection } from '../../database/connection.js';
import type { RecordRow } from '../record-json.js';
import { forgetVersions, keepVersion } from './record-history-store.js';
import { TypedSettings } from './typed-settings.js';

/** Holds every write to what is declared about its collection, inside the write. */
@Injectable()
export class RecordShape {
  constructor(private readonly typed: TypedSettings) {}

  /** @throws AppError `VALIDATION_ERROR` with path and reason of each fault */
  stored(db: Connection, context: RequestContext, row: RecordRow, before?: RecordRow): void {
    const typed = this.typed.of(row.collection);
    if (typed === undefined) return;
    if (typed.check !== undefined) {
      const issues = typed.check(JSON.parse(row.data));
      if (issues.length > 0) throw errors.validation(issues);
    }
    if (typed.history) keepVersion(db, context, row, before);
  }

  removed(db: Connection, row: RecordRow): void {
    if (this.typed.of(row.collection) !== undefined) forgetVersions(db, row);
  }
}
