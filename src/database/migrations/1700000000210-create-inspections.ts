import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When everything was last looked at, with what result, and how far a look is that goes on. */
export class CreateInspections1700000000210 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE inspections (
      name TEXT PRIMARY KEY,
      finished_at INTEGER,
      result TEXT,
      position TEXT
    ) STRICT, WITHOUT ROWID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE inspections');
  }
}
