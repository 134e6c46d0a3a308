import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Values that must not come twice, which record refers to which, and what is still to be entered. */
export class CreateConstraints1700000000140 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE unique_values (
        collection TEXT NOT NULL,
        name TEXT NOT NULL,
        scope TEXT NOT NULL,
        value TEXT NOT NULL,
        record_id TEXT NOT NULL,
        PRIMARY KEY (collection, name, scope, value)
      ) STRICT, WITHOUT ROWID`);
    await runner.query(`
      CREATE TABLE record_links (
        target_collection TEXT NOT NULL,
        target_id TEXT NOT NULL,
        collection TEXT NOT NULL,
        field TEXT NOT NULL,
        record_id TEXT NOT NULL,
        PRIMARY KEY (target_collection, target_id, collection, field, record_id)
      ) STRICT, WITHOUT ROWID`);
    await runner.query(`
      CREATE TABLE constraint_backfills (
        collection TEXT PRIMARY KEY,
        up_to TEXT NOT NULL
      ) STRICT`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['unique_values', 'record_links', 'constraint_backfills']) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
