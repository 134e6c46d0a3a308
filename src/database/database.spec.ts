import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Database } from './database.js';
import { openDatabase } from './open-database.js';

class CreateThings1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT UNIQUE) STRICT');
  }
  async down(): Promise<void> {}
}

class AddColour1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE things ADD COLUMN colour TEXT');
  }
  async down(): Promise<void> {}
}

const names = (database: Database) =>
  database
    .read((db) => db.all<{ name: string }>('SELECT name FROM things ORDER BY id'))
    .map((row) => row.name);

describe('Database', () => {
  let folder: string;
  let file: string;
  let database: Database;
  const open = (migrations = [CreateThings1700000000001]) =>
    openDatabase({ file, entities: [], migrations });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'appbase-database-'));
    file = join(folder, 'app.sqlite');
    database = await open();
  });

  afterEach(async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const add = (name: string) =>
    database.write((db) => db.run('INSERT INTO things (name) VALUES (?)', name));

  it('stores what overlapping writes were told is stored, and nothing else', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, (_, n) =>
        database.write((db) => {
          db.run('INSERT INTO things (name) VALUES (?)', `n${n}`);
          if (n % 3 === 0) throw new Error('refused on purpose');
        }),
      ),
    );
    const stored = names(database);
    const acknowledged = outcomes.flatMap((outcome, n) =>
      outcome.status === 'fulfilled' ? [`n${n}`] : [],
    );
    expect(acknowledged).toHaveLength(133);
    expect(stored).toEqual(acknowledged);
  });

  it('shows a write to reads as soon as it is acknowledged, within one turn too', async () => {
    expect(names(database)).toEqual([]);
    const written = add('a');
    expect(names(database)).toEqual([]);
    await written;
    expect(names(database)).toEqual(['a']);
  });

  it('tells news after the commit and drops those of a failed write', async () => {
    const told: string[] = [];
    await database.write((db) => {
      db.run("INSERT INTO things (name) VALUES ('a')");
      db.afterCommit(() => told.push(`committed, stored: ${names(database).join()}`));
      expect(told).toEqual([]);
    });
    await expect(
      database.write((db) => {
        db.afterCommit(() => told.push('never'));
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(told).toEqual(['committed, stored: a']);
  });

  it('answers a double value with CONFLICT', async () => {
    await add('a');
    await expect(add('a')).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('refuses asynchronous work in a write', async () => {
    await expect(database.write(async () => 'x')).rejects.toThrow('must not be asynchronous');
  });

  it('runs entity transactions alone and rolls them back whole', async () => {
    const failing = database.transaction(async (manager) => {
      await manager.query("INSERT INTO things (name) VALUES ('lost')");
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error('no');
    });
    const beside = add('kept');
    await expect(failing).rejects.toThrow('no');
    await beside;
    await database.transaction((manager) =>
      manager.query("INSERT INTO things (name) VALUES ('too')"),
    );
    expect(names(database)).toEqual(['kept', 'too']);
  });

  it('tells a caller to come back when a thousand writes wait', async () => {
    const writes = Array.from({ length: 1001 }, (_, n) => add(`n${n}`));
    await expect(writes[1000]).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await Promise.all(writes.slice(0, 1000));
    expect(names(database)).toHaveLength(1000);
  });

  it('runs the others of a batch again when SQLite rolls all of it back', async () => {
    const outcomes = await Promise.allSettled([
      add('first'),
      database.write((db) => {
        db.run("INSERT INTO things (name) VALUES ('second')");
        db.raw.exec('ROLLBACK');
        throw new Error('the disk was full');
      }),
      add('third'),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(names(database)).toEqual(['first', 'third']);
  });

  it('stops for good after an I/O error, and says so', async () => {
    const stopped = new Promise<Error>((resolve) => database.onFailure(resolve));
    await expect(
      database.write(() => {
        throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_FSYNC' });
      }),
    ).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect((await stopped).message).toBe('disk I/O error');
    await expect(add('later')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('reads long statements in a worker, all from one snapshot', async () => {
    await add('a');
    const [rows, count] = await database.readLong([
      { sql: 'SELECT name FROM things WHERE name = ?', values: ['a'] },
      { sql: 'SELECT count(*) AS n FROM things', values: [] },
    ]);
    expect(rows).toEqual([{ name: 'a' }]);
    expect(count).toEqual([{ n: 1 }]);
    await expect(
      database.readLong([{ sql: 'DELETE FROM things RETURNING id', values: [] }]),
    ).rejects.toThrow('readonly');
  });

  it('moves the log into the file from the worker, beside writes that go on', async () => {
    const inFile = () => {
      const copy = join(folder, 'copy.sqlite');
      copyFileSync(file, copy);
      const db = new BetterSqlite3(copy);
      const rows = db.prepare('SELECT name FROM things ORDER BY id').pluck().all();
      db.close();
      return rows;
    };
    // What opening has written goes there first: the control is about the row alone.
    await database.checkpoint();
    await add('a');
    expect(inFile()).toEqual([]);
    await database.checkpoint();
    expect(inFile()).toEqual(['a']);
    await Promise.all([add('b'), database.checkpoint(), add('c'), database.checkpoint()]);
    await database.checkpoint();
    expect(inFile()).toEqual(['a', 'b', 'c']);
    expect(names(database)).toEqual(['a', 'b', 'c']);
  });

  it('takes a snapshot before it migrates', async () => {
    await add('before');
    await database.close();
    database = await open([CreateThings1700000000001, AddColour1700000000002]);
    const [snapshot] = readdirSync(folder).filter((name) => name.includes('before-upgrade'));
    const copy = new BetterSqlite3(join(folder, snapshot!), { readonly: true });
    expect(copy.prepare('SELECT * FROM things').all()).toEqual([{ id: 1, name: 'before' }]);
    copy.close();
    expect(database.read((db) => db.get('SELECT * FROM things'))).toEqual({
      id: 1,
      name: 'before',
      colour: null,
    });
  });

  it('refuses a file that a newer program wrote, and leaves it as it is', async () => {
    await database.close();
    database = await open([CreateThings1700000000001, AddColour1700000000002]);
    await database.close();
    await expect(open()).rejects.toThrow('was written by a newer AppBase');
    database = await open([CreateThings1700000000001, AddColour1700000000002]);
  });

  it.each([
    ['synchronous', 2],
    ['journal_mode', 'wal'],
    ['foreign_keys', 1],
    ['trusted_schema', 0],
    ['busy_timeout', 5000],
  ])('writes with PRAGMA %s = %s', async (pragma, value) => {
    const actual = await database.write((db) => db.raw.pragma(pragma, { simple: true }));
    expect(actual).toBe(value);
  });

  it('tells all listeners of a commit, also when one of them fails (4.2 row 36)', async () => {
    const heard: string[] = [];
    const faults: unknown[] = [];
    const later = jest.spyOn(globalThis, 'setImmediate').mockImplementation(((run: () => void) => {
      try {
        run();
      } catch (error) {
        faults.push(error);
      }
      return {} as NodeJS.Immediate;
    }) as typeof setImmediate);
    try {
      await database.write((db) => {
        db.run("INSERT INTO things (name) VALUES ('a')");
        db.afterCommit(() => heard.push('first'));
        db.afterCommit(() => {
          throw new Error('a listener that fails');
        });
        db.afterCommit(() => heard.push('last'));
      });
      await database.write((db) => db.run("INSERT INTO things (name) VALUES ('b')"));
    } finally {
      later.mockRestore();
    }
    expect(heard).toEqual(['first', 'last']);
    expect(faults).toEqual([new Error('a listener that fails')]);
    expect(names(database)).toEqual(['a', 'b']);
  });
});
