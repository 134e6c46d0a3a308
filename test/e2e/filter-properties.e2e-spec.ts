import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';
import fc from 'fast-check';
import { aRule, aFilter, anEnvironment, aRecord } from '../support/filters.js';
import { compileFilter, RECORDS, type Source } from '../../src/filter/compile-filter.js';
import { evaluate, type EvaluatedRecord } from '../../src/filter/evaluate.js';
import type { Environment } from '../../src/filter/environment.js';
import type { Filter } from '../../src/filter/ast.js';
import { parseFilter, parseRule } from '../../src/filter/parse-filter.js';
import { sql } from '../../src/filter/sql.js';

const db = new BetterSqlite3(':memory:');
const source: Source = {
  ...RECORDS,
  granted: (level, principals) =>
    sql(
      `EXISTS (SELECT 1 FROM json_each(r.grants, '$.write') g WHERE g.value IN (SELECT value FROM json_each(?)))${
        level === 'read'
          ? ` OR EXISTS (SELECT 1 FROM json_each(r.grants, '$.read') g WHERE g.value IN (SELECT value FROM json_each(?)))`
          : ''
      }`,
      ...(level === 'read' ? [principals, principals] : [principals]),
    ),
};

beforeAll(() => {
  db.exec(`CREATE TABLE r (id TEXT PRIMARY KEY, owner_id TEXT, created_at INTEGER,
    updated_at INTEGER, data TEXT, grants TEXT) STRICT`);
});
afterAll(() => void db.close());

function bySql(filter: Filter, record: EvaluatedRecord, env: Environment): boolean {
  const where = compileFilter(filter, env, source);
  db.prepare('DELETE FROM r').run();
  db.prepare('INSERT INTO r VALUES (?, ?, ?, ?, ?, ?)').run(
    record.id,
    record.ownerId,
    record.createdAt,
    record.updatedAt,
    JSON.stringify(record.data),
    JSON.stringify(record.grants ?? {}),
  );
  return db.prepare(`SELECT id FROM r WHERE ${where.sql}`).all(...where.values).length === 1;
}

describe('The SQL and the evaluator', () => {
  it('agree about filters', () => {
    fc.assert(
      fc.property(aFilter(), aRecord(), (input, record) => {
        const filter = parseFilter(JSON.stringify(input));
        const env = { now: 0 };
        expect(evaluate(filter, record, env)).toBe(bySql(filter, record, env));
      }),
      { numRuns: 5000 },
    );
  });

  it('agree about rules, users and guests', () => {
    fc.assert(
      fc.property(aRule(), aRecord(), anEnvironment(), (input, record, env) => {
        const rule = parseRule(input);
        expect(evaluate(rule, record, env)).toBe(bySql(rule, record, env));
      }),
      { numRuns: 10_000 },
    );
  });
});
