import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What slows guessing down: budgets of failed logins, and attempts by client address. */
export class CreateThrottling1700000000041 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE login_budgets (
        budget TEXT PRIMARY KEY,
        failures INTEGER NOT NULL,
        blocked_until INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`);
    await runner.query('CREATE INDEX login_budgets_by_age ON login_budgets (updated_at)');
    await runner.query(`
      CREATE TABLE address_attempts (
        address TEXT PRIMARY KEY,
        minute INTEGER NOT NULL,
        attempts INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`);
    await runner.query('CREATE INDEX address_attempts_by_minute ON address_attempts (minute)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE address_attempts');
    await runner.query('DROP TABLE login_budgets');
  }
}
