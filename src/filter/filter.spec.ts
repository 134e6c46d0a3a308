import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';
import fc from 'fast-check';
import { AppError } from '../common/errors.js';
import { compileFilter } from './compile-filter.js';
import { evaluate } from './evaluate.js';
import type { Environment } from './environment.js';
import { indexConditions } from './indexable.js';
import { parseFilter, parseRule } from './parse-filter.js';

const env: Environment = { now: Date.parse('2026-01-10T00:00:00.000Z') };
const user = (groups: string[] = []): Environment => ({
  ...env,
  user: { id: 'user-0001', email: 'a@b.c', groups },
});
const record = (data: unknown, ownerId = 'user-0001') => ({
  id: 'record-01',
  ownerId,
  createdAt: Date.parse('2026-01-01T00:00:00.000Z'),
  updatedAt: Date.parse('2026-01-09T00:00:00.000Z'),
  data,
});

const db = new BetterSqlite3(':memory:');
beforeAll(() => {
  db.exec(
    'CREATE TABLE r (id TEXT, owner_id TEXT, created_at INTEGER, updated_at INTEGER, data TEXT) STRICT',
  );
});
afterAll(() => void db.close());

/** The answer of both, which must be one. */
function accepts(filter: ReturnType<typeof parseFilter>, data: unknown, by = env): boolean {
  const it = record(data);
  const where = compileFilter(filter, by);
  db.prepare('DELETE FROM r').run();
  db.prepare('INSERT INTO r VALUES (?, ?, ?, ?, ?)').run(
    it.id,
    it.ownerId,
    it.createdAt,
    it.updatedAt,
    JSON.stringify(data),
  );
  const found = db.prepare(`SELECT 1 FROM r WHERE ${where.sql}`).all(...where.values).length === 1;
  expect(evaluate(filter, { ...it, data: JSON.parse(JSON.stringify(data)) }, by)).toBe(found);
  return found;
}

const finds = (filter: unknown, data: unknown) => accepts(parseFilter(filter), data);
const allows = (rule: unknown, data: unknown, by = user()) => accepts(parseRule(rule), data, by);

function refusal(parse: () => unknown): unknown {
  try {
    parse();
  } catch (error) {
    if (error instanceof AppError && error.code === 'VALIDATION_ERROR') return error.details;
    throw error;
  }
  throw new Error('was not refused');
}

describe('A filter', () => {
  it.each<[unknown, unknown, boolean]>([
    [{}, { a: 1 }, true],
    [{ a: 5 }, { a: 5 }, true],
    [{ a: 5 }, { a: 5.0 }, true],
    [{ a: '5' }, { a: 5 }, false],
    [{ a: 5 }, { a: '5' }, false],
    [{ a: true }, { a: 1 }, false],
    [{ a: 1 }, { a: true }, false],
    [{ a: false }, { a: 0 }, false],
    [{ a: false }, { a: false }, true],
    [{ a: null }, { a: null }, true],
    [{ a: null }, {}, false],
    [{ a: '' }, { a: null }, false],
    [{ a: 'A' }, { a: 'a' }, false],
    [{ a: 1, b: 2 }, { a: 1, b: 3 }, false],
    [{ a: { x: 1, y: [1, 'z'] } }, { a: { y: [1, 'z'], x: 1 } }, true],
    [{ a: { x: 1 } }, { a: { x: 1, y: 2 } }, false],
    [{ a: {} }, { a: {} }, true],
    [{ a: [] }, { a: {} }, false],
    [{ a: [1, 2] }, { a: [2, 1] }, false],
    [{ a: ['{"x":1}'] }, { a: [{ x: 1 }] }, false],
    // What SQLite extracts from a list or an object is its JSON text; booleans come as 0 and 1.
    [{ a: '["x"]' }, { a: ['x'] }, false],
    [{ a: '["x"]' }, { a: '["x"]' }, true],
    [{ a: '{"x":1}' }, { a: { x: 1 } }, false],
    [{ a: 0 }, { a: false }, false],
    [{ a: { $in: ['b', '["x"]'] } }, { a: ['x'] }, false],
    [{ a: { $in: ['b', 'c'] } }, { a: 'c' }, true],
    [{ a: { $in: ['b', 'c'] } }, { a: ['c'] }, false],
    [{ a: { $in: [1, 2] } }, { a: true }, false],
    [{ $not: { a: { $in: [2, 3] } } }, {}, true],
    [{ $not: { a: 'b' } }, { a: null }, true],
    [{ 'a.b': 1 }, { a: { b: 1 } }, true],
    [{ 'a.b': 1 }, { 'a.b': 1 }, false],
    [{ 'a.0': 1 }, { a: [1] }, false],
    [{ 'a.length': { $exists: true } }, { a: [1] }, false],
    [{ constructor: { $exists: true } }, {}, false],
    [{ constructor: 'x' }, { constructor: 'x' }, true],
  ])('%j on %j: %j', (filter, data, expected) => {
    expect(finds(filter, data)).toBe(expected);
  });

  it.each<[unknown, unknown, boolean]>([
    [{ a: { $ne: 1 } }, { a: '1' }, true],
    [{ a: { $ne: 1 } }, {}, true],
    [{ a: { $ne: 1 } }, { a: 1 }, false],
    [{ a: { $ne: null } }, {}, true],
    [{ a: { $gt: 5 } }, { a: 6 }, true],
    [{ a: { $gt: 5 } }, { a: '6' }, false],
    [{ a: { $gt: '5' } }, { a: 6 }, false],
    [{ a: { $gt: 0 } }, { a: true }, false],
    [{ a: { $lte: 5 } }, { a: null }, false],
    [{ a: { $lte: 5 } }, {}, false],
    [{ a: { $gte: 1, $lt: 2 } }, { a: 1.5 }, true],
    [{ a: { $lt: '\u{1F600}' } }, { a: '\uffff' }, true],
    [{ a: { $in: [1, 'x', null, [2]] } }, { a: [2] }, true],
    [{ a: { $in: [1, 'x', null] } }, { a: null }, true],
    [{ a: { $in: [1, 'x', null] } }, {}, false],
    [{ a: { $in: [] } }, { a: 1 }, false],
    [{ a: { $nin: [] } }, { a: 1 }, true],
    [{ a: { $nin: [1, true] } }, { a: 'x' }, true],
    [{ a: { $exists: true } }, { a: null }, true],
    [{ a: { $exists: false } }, {}, true],
    [{ a: { $contains: 'b' } }, { a: 'abc' }, true],
    [{ a: { $contains: 'B' } }, { a: 'abc' }, false],
    [{ a: { $contains: '%' } }, { a: 'abc' }, false],
    [{ a: { $contains: 'b' } }, { a: ['a', 'b'] }, true],
    [{ a: { $contains: 'b' } }, { a: ['abc'] }, false],
    [{ a: { $contains: 1 } }, { a: ['1', true] }, false],
    [{ a: { $startsWith: 'ab' } }, { a: 'abc' }, true],
    [{ a: { $startsWith: 'b' } }, { a: 'abc' }, false],
    [{ $not: { a: { $gt: 5 } } }, { a: 'x' }, true],
    [{ $or: [{ a: 1 }, { b: 1 }] }, { b: 1 }, true],
    [{ $and: [{ a: 1 }, { b: 1 }] }, { b: 1 }, false],
    [{ $id: 'record-01', $ownerId: { $startsWith: 'user' } }, {}, true],
    [{ $createdAt: { $gte: '2026-01-01T00:00:00Z' } }, {}, true],
    [{ $createdAt: { $gt: '2026-01-01T01:00:00+01:00' } }, {}, false],
  ])('%j on %j: %j', (filter, data, expected) => {
    expect(finds(filter, data)).toBe(expected);
  });

  it.each<[unknown, string]>([
    ['{', 'filter'],
    ['[]', 'filter'],
    ['null', 'filter'],
    ['"a"', 'filter'],
    ['{"a":1,"a":2}', 'filter'],
    [{ $where: '1' }, 'filter.$where'],
    [{ a: { $regex: 'x' } }, 'filter.a.$regex'],
    [{ a: { $gt: 1, b: 2 } }, 'filter.a.b'],
    [{ a: { b: { $gt: 1 } } }, 'filter.a.b.$gt'],
    [{ a: { $eq: { $ne: 1 } } }, 'filter.a.$eq.$ne'],
    [{ a: { $gt: true } }, 'filter.a.$gt'],
    [{ a: { $gt: null } }, 'filter.a.$gt'],
    [{ a: { $gt: {} } }, 'filter.a.$gt'],
    [{ a: { $in: 'x' } }, 'filter.a.$in'],
    [{ a: { $exists: 1 } }, 'filter.a.$exists'],
    [{ a: { $startsWith: 5 } }, 'filter.a.$startsWith'],
    [{ a: { $contains: [] } }, 'filter.a.$contains'],
    [{ $and: [] }, 'filter.$and'],
    [{ $or: {} }, 'filter.$or'],
    [{ $or: [{}] }, 'filter.$or.0'],
    [{ $not: [] }, 'filter.$not'],
    [{ $id: 5 }, 'filter.$id'],
    [{ $ownerId: null }, 'filter.$ownerId'],
    [{ $createdAt: 5 }, 'filter.$createdAt'],
    [{ $createdAt: { $contains: '2026-01-01T00:00:00Z' } }, 'filter.$createdAt.$contains'],
    [{ $toString: 'x' }, 'filter.$toString'],
    [{ a: { $constructor: 'x' } }, 'filter.a.$constructor'],
    ['{"__proto__":{"a":1}}', 'filter.__proto__'],
    ['{"a":{"__proto__":1}}', 'filter.a.__proto__'],
    [{ 'a..b': 1 }, 'filter.a..b'],
    [{ '': 1 }, 'filter.'],
    [{ 'a.$b': 1 }, 'filter.a.$b'],
    ['{"a":1e400}', 'filter.a'],
    [{ a: '\ud800' }, 'filter.a'],
    [{ a: { $user: 'id' } }, 'filter.a.$user'],
    [{ $granted: 'read' }, 'filter.$granted'],
    [{ $public: true }, 'filter.$public'],
  ])('refuses %j, naming %s', (filter, path) => {
    expect(refusal(() => parseFilter(filter))).toEqual([{ path, reason: expect.any(String) }]);
  });

  it('takes 32 conditions and 8 levels, and not one more', () => {
    const nested = (levels: number): unknown =>
      levels === 0 ? { a: 1 } : { $and: [nested(levels - 1)] };
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, index]));
    expect(finds(nested(8), { a: 1 })).toBe(true);
    expect(refusal(() => parseFilter(nested(9)))).toHaveLength(1);
    expect(finds(many(32), many(32))).toBe(true);
    expect(refusal(() => parseFilter(many(33)))).toHaveLength(1);
    expect(refusal(() => parseFilter({ a: { $in: Array(101).fill(1) } }))).toHaveLength(1);
    expect(refusal(() => parseFilter('['.repeat(60_000)))).toHaveLength(1);
    expect(
      refusal(() => parseFilter(`{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)),
    ).toHaveLength(1);
  });

  it('puts nothing from outside into the SQL (security.md 1.2.4, 4.2 row 2)', () => {
    const text = fc.constantFrom("'", '"', ';--', '\\', ']', '$', '.x', '\u0000', ')', '?');
    const name = fc
      .array(fc.oneof(text, fc.string({ unit: 'binary' })), { maxLength: 4 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.dictionary(name, fc.oneof(name, fc.jsonValue()), { maxKeys: 3 }), (input) => {
        try {
          const { sql, values } = compileFilter(parseFilter(input), env);
          expect(sql).toMatch(/^[A-Za-z0-9_.,()'*=<> ?]+$/);
          db.prepare(`SELECT 1 FROM r WHERE ${sql}`).all(...values);
        } catch (error) {
          expect(error).toMatchObject({ code: 'VALIDATION_ERROR' });
        }
      }),
      { numRuns: 3000 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('tells which of its conditions an index could serve', () => {
    const filter = parseFilter({
      $and: [{ ward: { $in: ['a', 'b'] } }, { $or: [{ n: 1 }, { n: 2 }] }],
      n: { $gte: 5, $exists: true },
      $ownerId: 'user-0001',
      mixed: { $in: [1, 'x'] },
      none: null,
    });
    expect(indexConditions(filter, env)).toEqual([
      { field: { path: ['ward'] }, op: 'in', kind: 'string', values: ['a', 'b'] },
      { field: { path: ['n'] }, op: 'gte', kind: 'number', values: [5] },
      { field: { own: 'ownerId' }, op: 'in', kind: 'string', values: ['user-0001'] },
    ]);
  });
});

describe('A rule (security.md 4.2 row 29)', () => {
  const mine = { ward: { $in: { $user: 'groups' } } };

  it.each<[string, unknown, unknown, Environment, boolean]>([
    ['my group', mine, { ward: 'a' }, user(['a']), true],
    ['no groups', mine, { ward: 'a' }, user(), false],
    ['no groups, negated', { $not: mine }, { ward: 'a' }, user(), false],
    ['no groups, $nin', { ward: { $nin: { $user: 'groups' } } }, { ward: 'a' }, user(), false],
    ['not my group', { $not: mine }, { ward: 'a' }, user(['b']), true],
    ['missing field', mine, {}, user(['a']), false],
    ['missing field, negated', { $not: mine }, {}, user(['a']), false],
    ['missing field, $ne', { ward: { $ne: 'a' } }, {}, user(), false],
    ['null', { ward: { $ne: 'a' } }, { ward: null }, user(), false],
    ['null, $nin', { ward: { $nin: ['a'] } }, { ward: null }, user(), false],
    ['null is not nothing', { ward: null }, {}, user(), false],
    ['NaN', { n: { $ne: 5 } }, { n: Number.NaN }, user(), false],
    ['another kind', { level: { $ne: 3 } }, { level: '3' }, user(), false],
    ['another kind, negated', { $not: { level: { $gt: 3 } } }, { level: '9' }, user(), false],
    ['a list for a text', { owner: { $user: 'id' } }, { owner: ['user-0001'] }, user(), false],
    [
      'a list for a text, negated',
      { $not: { owner: { $user: 'id' } } },
      { owner: [] },
      user(),
      false,
    ],
    ['true for a text', { ward: { $ne: 'a' } }, { ward: true }, user(), false],
    ['same kind', { level: { $ne: 3 } }, { level: 4 }, user(), true],
    ['owner', { $ownerId: { $user: 'id' } }, {}, user(), true],
    ['guest as owner', { $ownerId: { $user: 'id' } }, {}, env, false],
    ['guest as not the owner', { $not: { $ownerId: { $user: 'id' } } }, {}, env, false],
    ['guest and true', true, {}, env, false],
    ['user and true', true, {}, user(), true],
    ['user and false', false, {}, user(), false],
    ['guest and a plain condition', { a: 1 }, { a: 1 }, env, false],
    ['guest and a public condition', { a: 1, $public: true }, { a: 1 }, env, true],
    ['guest and a public condition that fails', { a: 1, $public: true }, { a: 2 }, env, false],
    [
      'guest and the other branch',
      { $or: [{ $public: true, a: 1 }, { b: 1 }] },
      { b: 1 },
      env,
      false,
    ],
    [
      'user and the other branch',
      { $or: [{ $public: true, a: 1 }, { b: 1 }] },
      { b: 1 },
      user(),
      true,
    ],
    ['guest and not public', { $not: { $public: true } }, {}, env, false],
    ['young enough', { $updatedAt: { $gt: { $now: '-7d' } } }, {}, user(), true],
    ['too old', { $createdAt: { $gt: { $now: '-7d' } } }, {}, user(), false],
    [
      'a time in data',
      { due: { $lt: { $now: '1h' } } },
      { due: '2026-01-10T00:30:00.000Z' },
      user(),
      true,
    ],
    [
      'an empty e-mail',
      { mail: { $user: 'email' } },
      { mail: '' },
      { now: 0, user: { id: 'x', email: '', groups: [''] } },
      false,
    ],
  ])('%s', (_name, rule, data, by, expected) => {
    expect(allows(rule, data, by)).toBe(expected);
  });

  it.each<[unknown, string]>([
    [undefined, 'rule'],
    [null, 'rule'],
    [1, 'rule'],
    ['true', 'rule'],
    [{}, 'rule'],
    [{ a: { $in: [] } }, 'rule.a.$in'],
    [{ a: { $nin: [] } }, 'rule.a.$nin'],
    [{ a: { $contains: '' } }, 'rule.a.$contains'],
    [{ a: { $user: 'groups' } }, 'rule.a'],
    [{ a: { $user: 'customIdentity' } }, 'rule.a.$user'],
    [{ a: { $now: 7 } }, 'rule.a.$now'],
    [{ $createdAt: { $user: 'id' } }, 'rule.$createdAt'],
    [{ $ownerId: { $now: '0s' } }, 'rule.$ownerId'],
    [{ $granted: true }, 'rule.$granted'],
    [{ $public: false }, 'rule.$public'],
    [{ $not: {} }, 'rule.$not'],
  ])('refuses %j, naming %s', (rule, path) => {
    expect(refusal(() => parseRule(rule))).toEqual([{ path, reason: expect.any(String) }]);
  });
});
