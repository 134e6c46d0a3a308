import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { controlPlaneSchema } from '../../src/database/control-plane-schema.js';
import type { Database } from '../../src/database/database.js';
import { instanceSchema } from '../../src/database/instance-schema.js';
import { openDatabase } from '../../src/database/open-database.js';

interface Reference {
  id: number;
  seq: number;
  table: string;
  from: string;
}

/** TypeORM makes this one itself. */
const NOT_OURS = ['migrations'];

/**
 * References without an index of their own, each with its reason. Without one, deleting a row of
 * the other table looks at every row of this one.
 */
const NOT_INDEXED: string[] = [];

describe.each([
  ['app.sqlite', instanceSchema],
  ['master.sqlite', controlPlaneSchema],
])('a fresh %s', (file, schema) => {
  const folder = mkdtempSync(join(tmpdir(), 'appbase-'));
  let database: Database;
  let tables: { name: string; strict: number }[];
  const all = <T>(sql: string, ...values: string[]) =>
    database.read((db) => db.all<T>(sql, ...values));
  const indexesOf = (table: string) =>
    all<{ name: string; partial: number }>('SELECT * FROM pragma_index_list(?)', table)
      .filter(({ partial }) => partial === 0)
      .map(({ name }) =>
        all<{ name: string }>('SELECT name FROM pragma_index_info(?) ORDER BY seqno', name).map(
          (column) => column.name,
        ),
      );

  beforeAll(async () => {
    database = await openDatabase({ file: join(folder, file), ...schema });
    tables = all<{ name: string; strict: number }>(
      `SELECT name, strict FROM pragma_table_list
       WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'`,
    ).filter(({ name }) => !NOT_OURS.includes(name));
  });
  afterAll(async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has only STRICT tables', () => {
    expect(tables.length).toBeGreaterThan(5);
    expect(tables.filter(({ strict }) => strict !== 1)).toEqual([]);
  });

  it('has an index for every foreign key', () => {
    const bare = tables.flatMap(({ name: table }) => {
      const indexes = indexesOf(table);
      const keys = Map.groupBy(
        all<Reference>(
          'SELECT id, seq, "table", "from" FROM pragma_foreign_key_list(?) ORDER BY id, seq',
          table,
        ),
        ({ id }) => id,
      );
      return [...keys.values()]
        .map((key) => key.map(({ from }) => from))
        .filter((columns) => !indexes.some((index) => startsWith(index, columns)))
        .map((columns) => `${table} (${columns.join(', ')})`);
    });
    expect(bare.sort()).toEqual(file === 'app.sqlite' ? NOT_INDEXED : []);
  });

  it('holds together', () => {
    expect(all('SELECT * FROM pragma_foreign_key_check')).toEqual([]);
    expect(all('SELECT * FROM pragma_integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });

  it('has every migration once, each with a time of its own kind', () => {
    const names = (schema.migrations as { name: string }[]).map(({ name }) => name);
    const run = all<{ name: string }>('SELECT name FROM migrations ORDER BY id');
    expect(run.map(({ name }) => name).sort()).toEqual([...names].sort());
    expect(new Set(names).size).toBe(names.length);
  });
});

function startsWith(index: string[], columns: string[]): boolean {
  const head = index.slice(0, columns.length);
  return columns.every((column) => head.includes(column));
}
