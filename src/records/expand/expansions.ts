import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/caller.js';
import { errors } from '../../common/errors.js';
import type { Connection } from '../../database/connection.js';
import { readField } from '../../filter/field.js';
import { concat, FALSE, sql } from '../../filter/sql.js';
import { RecordGate } from '../record-gate.js';
import { type RecordRow, recordJson, toFilterRecord } from '../record-json.js';
import { SQL } from '../records.sql.js';
import { TypedSettings } from '../typed/typed-settings.js';
import { type ExpandStep, planExpand } from './expand-plan.js';

/** Most characters of related records that one answer carries. */
const MAX_TEXT = 16 * 1024 * 1024;

/** Brings the records along to which relations lead, each by the read rule of its own collection. */
@Injectable()
export class Expansions {
  constructor(
    private readonly gate: RecordGate,
    private readonly typed: TypedSettings,
  ) {}

  /** @throws AppError `VALIDATION_ERROR` */
  plan(caller: Caller, collection: string, text: string): readonly ExpandStep[] {
    return planExpand(text, collection, {
      relationsOf: (name) => this.typed.of(name)?.relations ?? [],
      ruleOf: (name) => this.gate.ruleAlong(caller, name),
    });
  }

  /**
   * The JSON of what belongs to each row: related records by field. One that is hidden and one that
   * is not there are left out alike. One query for each relation, however many rows there are.
   */
  of(db: Connection, steps: readonly ExpandStep[], rows: readonly RecordRow[]): string[] {
    const records = rows.map((row) => toFilterRecord(row));
    const members = rows.map(() => [] as string[]);
    let size = 0;
    for (const step of steps) {
      const targets = records.map((record) => readField(record, step.relation));
      const found = this.find(db, step, targets);
      for (const [at, target] of targets.entries()) {
        const json = typeof target === 'string' ? found.get(target) : undefined;
        if (json === undefined) continue;
        members[at]!.push(`${JSON.stringify(step.relation.field)}:${json}`);
        size += json.length;
        if (size > MAX_TEXT) {
          throw errors.invalid('expand', 'brings more than 16 MiB along: ask for fewer records');
        }
      }
    }
    return members.map((parts) => `{${parts.join(',')}}`);
  }

  /** The records that a relation leads to and the caller may read, by id, as JSON. */
  private find(
    db: Connection,
    { relation, rule, steps }: ExpandStep,
    targets: readonly unknown[],
  ): ReadonlyMap<string, string> {
    const ids = [...new Set(targets.filter((target) => typeof target === 'string'))];
    const where = this.gate.whereNamed(rule, relation.collection);
    if (ids.length === 0 || where === FALSE) return new Map();
    const statement = concat(
      sql(
        `SELECT ${SQL.columns} FROM records r INDEXED BY records_by_id
         WHERE r.collection = ? AND r.id IN (SELECT value FROM json_each(?)) AND `,
        relation.collection,
        JSON.stringify(ids),
      ),
      where,
    );
    const rows = db.all<RecordRow>(statement.sql, ...statement.values);
    const along = steps.length === 0 ? undefined : this.of(db, steps, rows);
    return new Map(rows.map((row, at) => [row.id, withExpanded(recordJson(row), along?.[at])]));
  }
}

/** The JSON of a record with what it was expanded by. */
export function withExpanded(record: string, expanded: string | undefined): string {
  return expanded === undefined ? record : `${record.slice(0, -1)},"expanded":${expanded}}`;
}
