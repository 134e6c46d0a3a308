import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Environment } from '../../src/filter/environment.js';
import { compileFilter } from '../../src/filter/compile-filter.js';
import { parseFilter, parseRule } from '../../src/filter/parse-filter.js';
import { GrantsService } from '../../src/rules/grants.service.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { aFilter, anEnvironment, aRecord, aRule } from '../support/filters.js';

/** On the real tables, with rules and filters joined as lists join them. */
describe('A filter under a rule', () => {
  let test: TestDatabase;
  const source = new GrantsService().source('collection', 'notes', 'r.data');

  beforeAll(async () => {
    test = await openTestDatabase();
    const records = fc.sample(aRecord(), { numRuns: 300, seed: 7 });
    await test.database.write((db) => {
      for (const [index, record] of records.entries()) {
        const id = `record-${String(index).padStart(4, '0')}`;
        db.run(
          `INSERT INTO records (collection, id, owner_id, data, created_at, updated_at, version)
           VALUES ('notes', ?, ?, ?, ?, ?, 1)`,
          id,
          record.ownerId ?? '',
          JSON.stringify(record.data),
          record.createdAt,
          record.updatedAt,
        );
        for (const level of ['read', 'write'] as const) {
          for (const principal of record.grants![level]) {
            db.run(
              `INSERT INTO grants VALUES ('collection', 'notes', ?, ?, ?)`,
              id,
              level,
              principal,
            );
          }
        }
      }
    });
  });
  afterAll(() => test.destroy());

  const ids = (...parts: { sql: string; values: readonly unknown[] }[]) =>
    test.database.read((db) =>
      db
        .all<{ id: string }>(
          `SELECT r.id FROM records r WHERE ${parts.map(({ sql }) => sql).join(' AND ')} ORDER BY r.id`,
          ...parts.flatMap(({ values }) => values),
        )
        .map(({ id }) => id),
    );

  it('never finds what the rule alone would not: 1,000 random pairs', () => {
    let found = 0;
    fc.assert(
      fc.property(aRule(), aFilter(), anEnvironment(), (rule, filter, env: Environment) => {
        const allowed = compileFilter(parseRule(rule), env, source);
        const wanted = compileFilter(parseFilter(filter), { now: env.now });
        const alone = new Set(ids(allowed));
        const both = ids(allowed, wanted);
        found += both.length;
        expect(both.filter((id) => !alone.has(id))).toEqual([]);
        expect(both).toEqual(ids(wanted).filter((id) => alone.has(id)));
      }),
      { numRuns: 1000 },
    );
    // The pairs must be worth something.
    expect(found).toBeGreaterThan(1000);
  });
});
