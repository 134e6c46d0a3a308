import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Dashboard accounts, their sessions, and the token that makes the first account. */
export class CreateOperators1700000000050 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE operators (
        id TEXT PRIMARY KEY,
        email TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('owner', 'operator', 'viewer')),
        password_hash TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        last_login_at INTEGER
      ) STRICT`);
    await runner.query('CREATE UNIQUE INDEX operators_by_email ON operators (email)');
    // The account is elsewhere when the session came with a ticket: then email and role stand here.
    await runner.query(`
      CREATE TABLE operator_sessions (
        id TEXT PRIMARY KEY,
        hash TEXT NOT NULL,
        account_id TEXT REFERENCES operators (id) ON DELETE CASCADE,
        operator_id TEXT NOT NULL,
        email TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('owner', 'operator', 'viewer')),
        created_at INTEGER NOT NULL,
        seen_at INTEGER NOT NULL
      ) STRICT`);
    await runner.query('CREATE UNIQUE INDEX operator_sessions_by_hash ON operator_sessions (hash)');
    await runner.query(
      'CREATE INDEX operator_sessions_by_account ON operator_sessions (account_id)',
    );
    await runner.query(`
      CREATE TABLE operator_setup (
        hash TEXT PRIMARY KEY,
        created_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['operator_setup', 'operator_sessions', 'operators']) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
