import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Environment } from '../../src/filter/environment.js';
import { compileFilter } from '../../src/filter/compile-filter.js';
import { parseFilter, parseRule } from '../../src/filter/parse-filter.js';
import { SystemClock } from '../../src/common/clock.js';
import { usesOf } from '../../src/filter/uses.js';
import { Memberships } from '../../src/groups/memberships.js';
import { RecordGate } from '../../src/records/record-gate.js';
import type { RecordRow } from '../../src/records/record-json.js';
import { SQL } from '../../src/records/records.sql.js';
import { parseAccess } from '../../src/rules/rule-set.js';
import { RulesService } from '../../src/rules/rules.service.js';
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

  it('looks shared records up by who asks, however many others there are', () => {
    const clock = new SystemClock();
    const memberships = new Memberships(test.database, clock);
    const rules = new RulesService(test.database, memberships, clock);
    const gate = new RecordGate(rules, new GrantsService());
    const { read } = parseAccess('shared').rules;
    const user = { id: 'user-0001', email: 'a', groups: ['ward'] };
    const rule = { kind: 'filter' as const, filter: read, user, uses: usesOf(read) };
    const where = gate.where(rule, 'notes');
    expect(ids(where)).toEqual(ids(compileFilter(read, { now: 0, user }, source)));
    const plan = test.database.read((db) =>
      db.all<{ detail: string }>(
        `EXPLAIN QUERY PLAN SELECT r.id FROM records r INDEXED BY records_by_id
         WHERE r.collection = ? AND ${where.sql} ORDER BY r.id`,
        'notes',
        ...where.values,
      ),
    );
    const details = plan.map(({ detail }) => detail).join('\n');
    expect(details).toContain('records_by_id (collection=? AND id=?)');
    expect(details).toContain('records_by_owner (owner_id=? AND collection=?)');
    expect(details).toContain('grants_by_principal (principal=? AND kind=? AND container=?)');
    expect(details).not.toContain('SCAN r');
  });

  it('decides the same for lists, for records named by id and in the process: 1,000 random rules', () => {
    const clock = new SystemClock();
    const memberships = new Memberships(test.database, clock);
    const rules = new RulesService(test.database, memberships, clock);
    const gate = new RecordGate(rules, new GrantsService());
    const rows = test.database.read((db) =>
      db.all<RecordRow>(`SELECT ${SQL.columns} FROM records r ORDER BY r.id LIMIT 100`),
    );
    const last = rows.at(-1)!.id;
    let found = 0;
    let refused = 0;
    fc.assert(
      fc.property(aRule(), anEnvironment(), (input, { user }) => {
        const filter = parseRule(input);
        const rule = { kind: 'filter' as const, filter, user, uses: usesOf(filter) };
        const among = { sql: 'r.id <= ?', values: [last] };
        const named = ids(gate.whereNamed(rule, 'notes'), among);
        expect(named).toEqual(ids(gate.where(rule, 'notes'), among));
        test.database.read((db) => {
          const permitted = rows.filter((row) => gate.permits(db, rule, row));
          expect(permitted.map(({ id }) => id)).toEqual(named);
          const one = rows[named.length % rows.length]!;
          expect(gate.find(db, rule, 'notes', one.id)).toEqual(
            named.includes(one.id) ? one : undefined,
          );
        });
        found += named.length;
        refused += rows.length - named.length;
      }),
      { numRuns: 1000 },
    );
    expect(Math.min(found, refused)).toBeGreaterThan(1000);
  });

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
