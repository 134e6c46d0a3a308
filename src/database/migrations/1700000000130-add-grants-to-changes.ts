import type { MigrationInterface, QueryRunner } from 'typeorm';

/** To whom a record was granted before and after a change, where the read rule asks for it. */
export class AddGrantsToChanges1700000000130 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE changes ADD COLUMN grants TEXT');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE changes DROP COLUMN grants');
  }
}
