import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instanceSchema } from '../../src/database/instance-schema.js';
import { openDatabase } from '../../src/database/open-database.js';

const NEW = ['CreateSearch1700000000180', 'DeclareConstraints1700000000200'];

describe('an update of the program', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'appbase-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps what indexes, unique fields and relations hold, and goes on where they were', async () => {
    const file = join(folder, 'app.sqlite');
    const before = (instanceSchema.migrations as { name: string }[]).filter(
      ({ name }) => !NEW.includes(name),
    );
    expect(before).toHaveLength((instanceSchema.migrations as unknown[]).length - NEW.length);
    const old = await openDatabase({ file, entities: [], migrations: before as [] });
    const settings = {
      unique: [['n'], { fields: ['mail', 'n'], scope: 'collection' }],
      relations: { 'at.ward': { collection: 'wards', onDelete: 'clear' } },
    };
    await old.write((db) => {
      const collection = 'INSERT INTO collections (name, settings, updated_at) VALUES (?, ?, 0)';
      db.run(collection, 'beds', JSON.stringify(settings));
      db.run(collection, 'done', JSON.stringify({ unique: [['n']] }));
      db.run("INSERT INTO constraint_backfills VALUES ('beds', 'record-07')");
      const unique = 'INSERT INTO unique_values VALUES (?, ?, ?, ?, ?)';
      db.run(unique, 'beds', '["owner","n"]', 'anna', '[1]', 'record-01');
      db.run(unique, 'beds', '["collection","mail","n"]', '', '["a",1]', 'record-01');
      db.run(unique, 'done', '["owner","n"]', 'ben', '[2]', 'record-02');
      const link = 'INSERT INTO record_links VALUES (?, ?, ?, ?, ?)';
      db.run(link, 'wards', 'ward-0001', 'beds', 'at.ward', 'record-01');
      db.run(link, 'wards', 'ward-0001', 'others', 'gone', 'record-03');
      db.run(
        `INSERT INTO declared_indexes (id, collection, definition, state, built_up_to, built)
         VALUES (7, 'beds', '{"fields":["n"]}', 'building', 'record-05', 5)`,
      );
    });
    await old.close();

    const updated = await openDatabase({ file, ...instanceSchema });
    const all = (sql: string) => updated.read((db) => db.all(sql));
    const state = { built: 0, built_up_to: 'record-07', doubles: 0, state: 'building' };
    expect(all('SELECT * FROM declarations ORDER BY id')).toEqual([
      {
        ...state,
        id: 7,
        kind: 'index',
        collection: 'beds',
        definition: '{"fields":["n"]}',
        built: 5,
        built_up_to: 'record-05',
      },
      {
        ...state,
        id: 8,
        kind: 'unique',
        collection: 'beds',
        definition: '{"fields":["n"],"scope":"owner"}',
      },
      {
        ...state,
        id: 9,
        kind: 'unique',
        collection: 'beds',
        definition: '{"fields":["mail","n"],"scope":"collection"}',
      },
      {
        ...state,
        id: 10,
        kind: 'relation',
        collection: 'beds',
        definition: '{"field":"at.ward","collection":"wards"}',
      },
      {
        ...state,
        id: 11,
        kind: 'unique',
        collection: 'done',
        definition: '{"fields":["n"],"scope":"owner"}',
        built_up_to: '',
        state: 'ready',
      },
    ]);
    expect(all('SELECT * FROM unique_entries ORDER BY declaration_id')).toEqual([
      { declaration_id: 8, scope: 'anna', value: '[1]', record_id: 'record-01' },
      { declaration_id: 9, scope: '', value: '["a",1]', record_id: 'record-01' },
      { declaration_id: 11, scope: 'ben', value: '[2]', record_id: 'record-02' },
    ]);
    expect(all('SELECT * FROM relation_links')).toEqual([
      { declaration_id: 10, target_id: 'ward-0001', record_id: 'record-01' },
    ]);
    const left = `SELECT name FROM sqlite_schema WHERE name IN
      ('declared_indexes', 'unique_values', 'record_links', 'constraint_backfills')`;
    expect(all(left)).toEqual([]);
    await updated.close();
  });
});
