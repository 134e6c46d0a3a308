import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row: who this installation is, and what an operator has set. */
export class CreateSettings1700000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE settings (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        app_id TEXT NOT NULL,
        changes TEXT NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE settings');
  }
}
