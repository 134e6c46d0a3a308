import type { MigrationInterface, QueryRunner } from 'typeorm';

/** First answers by the caller's `Idempotency-Key`. */
export class CreateIdempotency1700000000110 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE idempotent_answers (
        caller TEXT NOT NULL,
        key TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        answer TEXT NOT NULL,
        at INTEGER NOT NULL
      ) STRICT`);
    await runner.query(
      'CREATE UNIQUE INDEX idempotent_answers_by_key ON idempotent_answers (caller, key)',
    );
    await runner.query('CREATE INDEX idempotent_answers_by_age ON idempotent_answers (at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotent_answers');
  }
}
