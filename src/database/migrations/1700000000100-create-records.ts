import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Records, the log of their changes, the answers kept for repeated requests, and what operators
 * declared about collections. Ids sort by time of creation, so an index that ends in the id serves
 * lists in that order.
 */
export class CreateRecords1700000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE records (
        collection TEXT NOT NULL,
        id TEXT NOT NULL,
        owner_id TEXT NOT NULL,
        data TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        version INTEGER NOT NULL
      ) STRICT`);
    await runner.query('CREATE UNIQUE INDEX records_by_id ON records (collection, id)');
    await runner.query('CREATE INDEX records_by_owner ON records (owner_id, collection, id)');

    // Positions are never given twice: the newest rows are never removed.
    await runner.query(`
      CREATE TABLE changes (
        position INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        type TEXT NOT NULL CHECK (type IN ('created', 'updated', 'deleted')),
        collection TEXT NOT NULL,
        record_id TEXT NOT NULL,
        owner_id TEXT NOT NULL,
        record TEXT NOT NULL,
        before TEXT
      ) STRICT`);
    await runner.query('CREATE INDEX changes_by_owner ON changes (owner_id, collection)');

    await runner.query(`
      CREATE TABLE collections (
        name TEXT PRIMARY KEY,
        settings TEXT NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['records', 'changes', 'collections']) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
