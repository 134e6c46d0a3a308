import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row that the health check writes: only a write shows that writing works. */
export class CreateHealth1700000000055 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE health (id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL) STRICT',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE health');
  }
}
