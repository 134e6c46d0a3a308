import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { DoublesReport, SchemaReport, UniqueDefinition } from '@appbase-pfe/types';
import { Database } from '../../database/database.js';
import type { RecordRow } from '../record-json.js';
import { SQL } from '../records.sql.js';
import type { SchemaCheck } from './json-schema.js';
import { parseUnique, scopeOf, type UniqueConstraint, uniqueValue } from './unique.js';

/** How long it looks at records before others have their turn, and how long they have it. */
const SLICE_MS = 2;
const REST = 2;
const ROWS = 50;
const MAX_EXAMPLES = 20;
/** Bytes of a hash that stand for the values: enough that no two ever share them. */
const HASH_BYTES = 12;

/** What stored records are held against. */
export interface Expectations {
  check: SchemaCheck | undefined;
  unique: readonly UniqueDefinition[];
}

/** Looks at all records of a collection, a few at a time, for those that break new settings. */
@Injectable()
export class SchemaReports {
  /** How many records have been looked at, for each collection of which that goes on. */
  private readonly looking = new Map<string, number>();

  constructor(private readonly database: Database) {}

  /** How many records of a collection have been looked at, while somebody looks. */
  lookedAt(collection: string): number | undefined {
    return this.looking.get(collection);
  }

  async of(collection: string, { check, unique }: Expectations): Promise<SchemaReport> {
    const report: SchemaReport = { checked: 0, broken: 0, examples: [] };
    const counters = unique.map((one, at) => new DoublesCounter(parseUnique(one, `unique.${at}`)));
    try {
      for await (const row of this.rowsOf(collection)) {
        if (check !== undefined) note(report, row, check);
        for (const counter of counters) counter.add(row);
        this.looking.set(collection, ++report.checked);
      }
    } finally {
      this.looking.delete(collection);
    }
    return counters.length === 0
      ? report
      : { ...report, doubles: counters.map((counter) => counter.report()) };
  }

  private async *rowsOf(collection: string): AsyncGenerator<RecordRow> {
    let after = '';
    let began = performance.now();
    for (;;) {
      const rows = this.database.read((db) => db.all<RecordRow>(SQL.next, collection, after, ROWS));
      yield* rows;
      if (rows.length < ROWS) return;
      after = rows.at(-1)!.id;
      const took = performance.now() - began;
      if (took < SLICE_MS) continue;
      await new Promise((resolve) => setTimeout(resolve, took * REST));
      began = performance.now();
    }
  }
}

function note(report: SchemaReport, { id, data }: RecordRow, check: SchemaCheck): void {
  const issues = check(JSON.parse(data));
  if (issues.length === 0) return;
  report.broken++;
  if (report.examples.length < MAX_EXAMPLES) report.examples.push({ id, issues });
}

/** Counts the records that have the values of an earlier one, as entering them will. */
class DoublesCounter {
  private readonly seen = new Set<string>();
  private doubles = 0;
  private readonly examples: string[] = [];

  constructor(private readonly constraint: UniqueConstraint) {}

  add(row: RecordRow): void {
    const value = uniqueValue(this.constraint, row);
    if (value === undefined) return;
    const key = createHash('sha256')
      .update(`${scopeOf(this.constraint, row)}\n${value}`)
      .digest()
      .toString('latin1', 0, HASH_BYTES);
    if (!this.seen.has(key)) {
      this.seen.add(key);
      return;
    }
    this.doubles++;
    if (this.examples.length < MAX_EXAMPLES) this.examples.push(row.id);
  }

  report(): DoublesReport {
    const { fields, scope } = this.constraint;
    return { fields: [...fields], scope, doubles: this.doubles, examples: this.examples };
  }
}
