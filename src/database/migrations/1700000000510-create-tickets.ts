import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tickets of the control plane that were used, until they end by themselves. */
export class CreateTickets1700000000510 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE used_tickets (id TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE used_tickets');
  }
}
