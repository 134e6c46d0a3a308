import { existsSync, mkdirSync, rmSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm';
import { HeavyWork } from '../common/heavy-work.js';
import { Connection } from './connection.js';
import { Database } from './database.js';
import { applyPragmas } from './pragmas.js';
import { Reserve } from './reserve.js';

/** How many snapshots from before migrations are kept. */
const KEPT_SNAPSHOTS = 3;

type Class<T> = new () => T;

export interface DatabaseOptions {
  file: string;
  entities: (Function | EntitySchema)[];
  migrations: Class<MigrationInterface>[];
  heavy?: HeavyWork;
}

/**
 * Opens the SQLite file: refuses one that a newer program wrote, takes a snapshot when migrations
 * are due, runs them, and hands out the one door.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const folder = dirname(options.file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const reserve = new Reserve(join(folder, 'reserve'));
  const database = await reserve.behind(() => open(options));
  reserve.take();
  return database;
}

async function open(options: DatabaseOptions): Promise<Database> {
  const { file, migrations } = options;
  prepareForMigrations(file, migrations);
  const source = new DataSource({
    type: 'better-sqlite3',
    database: file,
    entities: options.entities,
    migrations,
    migrationsRun: true,
    migrationsTransactionMode: 'each',
    synchronize: false,
    enableWAL: false,
    prepareDatabase: (db: unknown) => applyPragmas(db as BetterSqlite3.Database, 'writer'),
  });
  await source.initialize();
  const raw = (source.driver as unknown as { databaseConnection: BetterSqlite3.Database })
    .databaseConnection;
  return new Database(file, source, new Connection(raw), options.heavy ?? new HeavyWork());
}

function prepareForMigrations(file: string, migrations: Class<MigrationInterface>[]): void {
  if (!existsSync(file)) return;
  const db = new BetterSqlite3(file);
  try {
    applyPragmas(db, 'writer');
    const done = appliedMigrations(db);
    const known = new Set(migrations.map((migration) => migration.name));
    const unknown = done.filter((name) => !known.has(name));
    if (unknown.length > 0) {
      throw new Error(
        `${file} was written by a newer AppBase (it has ${unknown.join(', ')}). ` +
          'Start that version, or restore a backup made by this one',
      );
    }
    if (done.length > 0 && done.length < known.size) snapshot(db, file);
  } finally {
    db.close();
  }
}

function appliedMigrations(db: BetterSqlite3.Database): string[] {
  const table = db
    .prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'")
    .get();
  if (table === undefined) return [];
  return db.prepare('SELECT name FROM migrations').pluck().all() as string[];
}

/** A consistent copy beside the file, so that a failed upgrade can be undone by hand. */
function snapshot(db: BetterSqlite3.Database, file: string): void {
  const folder = dirname(file);
  const prefix = `${basename(file)}.before-upgrade-`;
  const name = `${prefix}${new Date().toISOString().replaceAll(':', '-')}`;
  db.prepare('VACUUM INTO ?').run(join(folder, name));
  const old = readdirSync(folder)
    .filter((entry) => entry.startsWith(prefix))
    .sort()
    .slice(0, -KEPT_SNAPSHOTS);
  for (const entry of old) rmSync(join(folder, entry));
}
