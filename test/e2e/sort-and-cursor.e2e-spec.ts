import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';
import fc from 'fast-check';
import { aRecord } from '../support/filters.js';
import { compileAfter, decodeCursor, encodeCursor } from '../../src/filter/cursor.js';
import type { FilterRecord } from '../../src/filter/field.js';
import { compileSort, parseSort, type Sort } from '../../src/filter/sort.js';

const db = new BetterSqlite3(':memory:');
beforeEach(() => {
  db.exec(`DROP TABLE IF EXISTS r; CREATE TABLE r (id TEXT PRIMARY KEY, owner_id TEXT,
    created_at INTEGER, updated_at INTEGER, data TEXT) STRICT`);
});
afterAll(() => void db.close());

interface Stored extends Omit<FilterRecord, 'data'> {
  data: string;
}

function insert(record: FilterRecord): void {
  const { id, ownerId, createdAt, updatedAt, data } = record;
  db.prepare('INSERT INTO r VALUES (?, ?, ?, ?, ?)').run(
    id,
    ownerId,
    createdAt,
    updatedAt,
    JSON.stringify(data),
  );
}

function page(sort: Sort, limit: number, cursor?: string): FilterRecord[] {
  const order = compileSort(sort);
  const after =
    cursor === undefined
      ? { sql: '1', values: [] }
      : compileAfter(sort, decodeCursor(cursor, sort));
  const rows = db
    .prepare(
      `SELECT id, owner_id AS ownerId, created_at AS createdAt, updated_at AS updatedAt, data
       FROM r WHERE ${after.sql} ORDER BY ${order.sql} LIMIT ?`,
    )
    .all(...after.values, ...order.values, limit) as Stored[];
  return rows.map((row) => ({ ...row, data: JSON.parse(row.data) as unknown }));
}

const SORTS = [
  'id',
  '-id',
  'createdAt',
  '-createdAt',
  'data.a',
  '-data.a',
  '-data.a,data.b',
  'data.ward,-updatedAt',
  'ownerId,-data.a.b',
  '-ownerId',
];

const records = () =>
  fc.array(aRecord(), { maxLength: 12 }).map((list) =>
    list.map((record, index) => ({
      ...record,
      id: `record-${String(index * 10).padStart(4, '0')}`,
    })),
  );

describe('A list in order', () => {
  it('is walked by cursor without skipping or repeating, whatever comes in between', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SORTS), records(), records(), (text, before, between) => {
        db.exec('DELETE FROM r');
        const sort = parseSort(text);
        before.forEach(insert);
        const whole = page(sort, 100).map((record) => record.id);
        const seen: string[] = [];
        let cursor: string | undefined;
        for (let turn = 0; ; turn++) {
          const found = page(sort, 3, cursor);
          if (found.length === 0) break;
          seen.push(...found.map((record) => record.id));
          cursor = encodeCursor(sort, found.at(-1)!);
          const late = between[turn];
          if (late !== undefined) insert({ ...late, id: `${late.id}-late` });
        }
        expect(seen.filter((id) => !id.endsWith('-late'))).toEqual(whole);
        expect(new Set(seen).size).toBe(seen.length);
      }),
      { numRuns: 1500 },
    );
  });

  it('goes on where a record was that has gone', () => {
    for (const id of ['record-01', 'record-02', 'record-03']) {
      insert({ id, ownerId: null, createdAt: 1, updatedAt: 1, data: { n: id } });
    }
    const sort = parseSort('-data.n');
    const [first] = page(sort, 1);
    db.prepare('DELETE FROM r WHERE id = ?').run(first!.id);
    expect(page(sort, 5, encodeCursor(sort, first!)).map(({ id }) => id)).toEqual([
      'record-02',
      'record-01',
    ]);
  });

  it('puts values of all kinds in the documented order', () => {
    const values = [undefined, null, false, 0.5, true, 2, '', 'a', { a: 1 }, '\uffff', '\u{1F600}'];
    values.forEach((n, index) =>
      insert({
        id: `record-${10 + index}`,
        ownerId: null,
        createdAt: 1,
        updatedAt: 1,
        data: { n },
      }),
    );
    const sorted = page(parseSort('data.n'), 20).map(({ data }) => (data as { n?: unknown }).n);
    expect(sorted).toEqual([
      undefined,
      null,
      false,
      0.5,
      true,
      2,
      '',
      'a',
      { a: 1 },
      '\uffff',
      '\u{1F600}',
    ]);
  });

  it.each([
    '',
    'n',
    'data',
    'data.',
    '-',
    '--id',
    'data.a,data.a',
    'id,-id',
    '$createdAt',
    'data.__proto__',
    'data.a.$b',
    "data.a'",
    'rowid',
    'createdAt ',
    'a,'.repeat(9),
  ])('refuses to be sorted by %j, or quotes it', (text) => {
    if (text === "data.a'") expect(page(parseSort(text), 1)).toEqual([]);
    else
      expect(() => parseSort(text)).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }));
  });
});

describe('A cursor', () => {
  const sort = parseSort('-data.a,createdAt');
  const record = {
    id: 'record-01',
    ownerId: 'user-0001',
    createdAt: 5,
    updatedAt: 6,
    data: { a: 'x' },
  };

  it('is bound to its order', () => {
    const cursor = encodeCursor(sort, record);
    expect(decodeCursor(cursor, sort)).toEqual(['x', 5, 'record-01']);
    for (const other of ['data.a,createdAt', '-data.a', undefined]) {
      expect(() => decodeCursor(cursor, parseSort(other))).toThrow('another order');
    }
  });

  it.each(['', 'x', '!', 'bnVsbA', Buffer.from('[]').toString('base64url'), 'a'.repeat(5000)])(
    'that is none is refused: %j',
    (cursor) => {
      expect(() => decodeCursor(cursor, sort)).toThrow(
        expect.objectContaining({
          code: 'VALIDATION_ERROR',
          details: [expect.objectContaining({ path: 'cursor' })],
        }),
      );
    },
  );

  it('with values of the wrong kind is refused', () => {
    const [signature] = JSON.parse(Buffer.from(encodeCursor(sort, record), 'base64url').toString());
    for (const values of [
      ['x', 'y', 'z'],
      [{}, 5, 'id'],
      ['x', 5],
      ['x', 5, 'id', 1],
      ['x', 5, 7],
      ['x', 0.5, 'id'],
    ]) {
      const forged = Buffer.from(JSON.stringify([signature, ...values])).toString('base64url');
      expect(() => decodeCursor(forged, sort)).toThrow('not a cursor');
    }
  });

  it('over values too long for a URL says so when it is used', () => {
    const cursor = encodeCursor(sort, { ...record, data: { a: 'x'.repeat(10_000) } });
    expect(cursor.length).toBeLessThan(100);
    expect(() => decodeCursor(cursor, sort)).toThrow('page by offset');
  });
});
