import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What happened in each minute and in each hour. */
export class CreateMetrics1700000000080 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE metrics (
        seconds INTEGER NOT NULL CHECK (seconds IN (60, 3600)),
        at INTEGER NOT NULL,
        sample TEXT NOT NULL,
        PRIMARY KEY (seconds, at)
      ) STRICT, WITHOUT ROWID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE metrics');
  }
}
