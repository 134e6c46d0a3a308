import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Users who are being removed with a lot of what they made: a restart goes on where it was. */
export class CreateUserRemovals1700000000190 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE user_removals (
      user_id TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
      context TEXT NOT NULL,
      banned_before INTEGER NOT NULL,
      removed INTEGER NOT NULL
    ) STRICT`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE user_removals');
  }
}
