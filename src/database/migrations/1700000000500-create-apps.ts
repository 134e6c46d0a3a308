import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The apps of a control plane: what each shall be, what it is, and what happened to it. */
export class CreateApps1700000000500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE apps (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL,
        name TEXT NOT NULL,
        slug TEXT NOT NULL,
        port INTEGER,
        subnet INTEGER,
        limits TEXT NOT NULL,
        egress TEXT NOT NULL CHECK (egress IN ('none', 'lan', 'internet')),
        desired TEXT NOT NULL CHECK (desired IN ('running', 'stopped')),
        generation INTEGER NOT NULL DEFAULT 1,
        state TEXT NOT NULL,
        state_since INTEGER NOT NULL,
        conditions TEXT NOT NULL DEFAULT '[]',
        instance TEXT,
        ready_generation INTEGER NOT NULL DEFAULT 0,
        restarts INTEGER NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0,
        retry_at INTEGER,
        image TEXT,
        bad_image TEXT,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        deleted_at INTEGER,
        purge_at INTEGER
      ) STRICT`);
    await runner.query('CREATE UNIQUE INDEX apps_by_id ON apps (id)');
    await runner.query('CREATE UNIQUE INDEX apps_by_slug ON apps (slug)');
    await runner.query('CREATE UNIQUE INDEX apps_by_port ON apps (port) WHERE port IS NOT NULL');
    await runner.query(
      'CREATE UNIQUE INDEX apps_by_subnet ON apps (subnet) WHERE subnet IS NOT NULL',
    );
    await runner.query(`
      CREATE TABLE app_events (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        app_id TEXT NOT NULL,
        type TEXT NOT NULL,
        reason TEXT NOT NULL,
        message TEXT NOT NULL
      ) STRICT`);
    await runner.query('CREATE INDEX app_events_by_app ON app_events (app_id, id)');
    await runner.query(`
      CREATE TABLE app_grants (
        app_id TEXT NOT NULL,
        operator_id TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('owner', 'operator', 'viewer')),
        PRIMARY KEY (app_id, operator_id)
      ) STRICT, WITHOUT ROWID`);
    await runner.query(`
      CREATE TABLE app_samples (
        app_id TEXT NOT NULL,
        step INTEGER NOT NULL,
        at INTEGER NOT NULL,
        sample TEXT NOT NULL,
        PRIMARY KEY (app_id, step, at)
      ) STRICT, WITHOUT ROWID`);
    await runner.query('CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['facts', 'app_samples', 'app_grants', 'app_events', 'apps']) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
