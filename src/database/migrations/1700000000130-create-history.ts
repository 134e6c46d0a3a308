import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Versions of the records of collections that keep their history. */
export class CreateHistory1700000000130 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE record_versions (
        collection TEXT NOT NULL,
        record_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        data TEXT NOT NULL,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL
      ) STRICT`);
    await runner.query(`
      CREATE UNIQUE INDEX record_versions_by_record
        ON record_versions (collection, record_id, version)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE record_versions');
  }
}
