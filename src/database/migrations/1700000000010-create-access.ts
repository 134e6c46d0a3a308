import type { MigrationInterface, QueryRunner } from 'typeorm';

/** API keys: only a hash of the value is kept. */
export class CreateAccess1700000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE api_keys (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('live', 'secret')),
        prefix TEXT NOT NULL,
        last_four TEXT NOT NULL,
        hash TEXT NOT NULL,
        scopes TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER,
        last_used_at INTEGER,
        revoked_at INTEGER
      ) STRICT`);
    await runner.query('CREATE UNIQUE INDEX api_keys_by_hash ON api_keys (hash)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE api_keys');
  }
}
