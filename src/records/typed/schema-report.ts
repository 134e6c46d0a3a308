import { Injectable } from '@nestjs/common';
import type { SchemaReport } from '@appbase-pfe/types';
import { Database } from '../../database/database.js';
import type { SchemaCheck } from './json-schema.js';

const SLICE = 100;
const MAX_EXAMPLES = 20;
const NEXT = `SELECT id, data FROM records WHERE collection = ? AND id > ? ORDER BY id LIMIT ?`;

/** Looks at all records of a collection, a few at a time, for those that break a schema. */
@Injectable()
export class SchemaReports {
  constructor(private readonly database: Database) {}

  async of(collection: string, check: SchemaCheck): Promise<SchemaReport> {
    const report: SchemaReport = { checked: 0, broken: 0, examples: [] };
    let after = '';
    for (;;) {
      const rows = this.database.read((db) =>
        db.all<{ id: string; data: string }>(NEXT, collection, after, SLICE),
      );
      for (const { id, data } of rows) {
        const issues = check(JSON.parse(data));
        if (issues.length === 0) continue;
        report.broken++;
        if (report.examples.length < MAX_EXAMPLES) report.examples.push({ id, issues });
      }
      report.checked += rows.length;
      if (rows.length < SLICE) return report;
      after = rows.at(-1)!.id;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
