import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Declared indexes and what they hold. The entries are ordinary rows, filled in slices, so that
 * building one never holds the others up and goes on after a crash where it was (ADR 0020).
 */
export class CreateIndexes1700000000120 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE declared_indexes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        collection TEXT NOT NULL,
        definition TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('building', 'ready', 'dropping')),
        built_up_to TEXT NOT NULL DEFAULT '',
        built INTEGER NOT NULL DEFAULT 0
      ) STRICT`);
    await runner.query(`
      CREATE TABLE index_by_owner (
        index_id INTEGER NOT NULL,
        owner_id TEXT NOT NULL,
        v1 ANY NOT NULL, v2 ANY NOT NULL, v3 ANY NOT NULL, v4 ANY NOT NULL,
        record_id TEXT NOT NULL,
        PRIMARY KEY (index_id, owner_id, v1, v2, v3, v4, record_id)
      ) STRICT, WITHOUT ROWID`);
    await runner.query(`
      CREATE TABLE index_by_value (
        index_id INTEGER NOT NULL,
        v1 ANY NOT NULL, v2 ANY NOT NULL, v3 ANY NOT NULL, v4 ANY NOT NULL,
        record_id TEXT NOT NULL,
        PRIMARY KEY (index_id, v1, v2, v3, v4, record_id)
      ) STRICT, WITHOUT ROWID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['index_by_value', 'index_by_owner', 'declared_indexes']) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
