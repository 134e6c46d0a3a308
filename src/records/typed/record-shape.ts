import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../access/caller.js';
import { errors } from '../../common/errors.js';
import type { Connection } from '../../database/connection.js';
import { RecordGate } from '../record-gate.js';
import type { RecordKey, RecordRow } from '../record-json.js';
import { SQL } from '../records.sql.js';
import { forgetVersions, keepVersion } from './record-history-store.js';
import { type Link, type Relation, targetOf } from './relations.js';
import { TypedSettings } from './typed-settings.js';

/** A record that refers to another one, and by what. */
export interface Referring {
  relation: Relation;
  row: RecordRow;
}

/** Holds every write to what is declared about its collection, inside the write. */
@Injectable()
export class RecordShape {
  constructor(
    private readonly typed: TypedSettings,
    private readonly gate: RecordGate,
  ) {}

  /**
   * @throws AppError `VALIDATION_ERROR` with path and reason of each fault
   */
  stored(db: Connection, context: RequestContext, row: RecordRow, before?: RecordRow): void {
    const typed = this.typed.of(row.collection);
    if (typed === undefined) return;
    if (typed.check !== undefined) {
      const issues = typed.check(JSON.parse(row.data));
      if (issues.length > 0) throw errors.validation(issues);
    }
    for (const relation of typed.relations) {
      if (before !== undefined && targetOf(relation, before) === targetOf(relation, row)) continue;
      this.requireTarget(db, context, relation, row);
    }
    if (typed.history) keepVersion(db, context, row, before);
  }

  removed(db: Connection, row: RecordRow): void {
    if (this.typed.of(row.collection) !== undefined) forgetVersions(db, row);
  }

  /** The record from which a link leads to a target, if it still does by a declared relation. */
  referring(db: Connection, target: RecordKey, link: Link): Referring | undefined {
    const typed = this.typed.of(link.collection);
    const relation = typed?.relations.find(({ field }) => field === link.field);
    // A cycle leads back to records that are gone by now.
    const row = db.get<RecordRow>(SQL.find, link.collection, link.record_id);
    if (relation === undefined || row === undefined) return undefined;
    const leads =
      relation.collection === target.collection && targetOf(relation, row) === target.id;
    return leads ? { relation, row } : undefined;
  }

  /** A record that the caller may not read is told from one that is not there by nothing. */
  private requireTarget(
    db: Connection,
    { caller }: RequestContext,
    relation: Relation,
    row: RecordRow,
  ): void {
    const target = targetOf(relation, row);
    if (target === undefined) return;
    const rule = this.gate.rule(caller, relation.collection, 'read');
    const found =
      typeof target === 'string'
        ? this.gate.find(db, rule, relation.collection, target)
        : undefined;
    if (found === undefined) {
      throw errors.invalid(`data.${relation.field}`, `is no record of ${relation.collection}`);
    }
  }
}
