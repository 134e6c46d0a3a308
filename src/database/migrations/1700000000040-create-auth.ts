import type { MigrationInterface, QueryRunner } from 'typeorm';

/** End users with their sessions and devices. */
export class CreateAuth1700000000040 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (
        id TEXT PRIMARY KEY,
        email TEXT NOT NULL,
        password_hash TEXT NOT NULL,
        custom_identity TEXT,
        banned INTEGER NOT NULL DEFAULT 0,
        must_change_password INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT`);
    await runner.query('CREATE UNIQUE INDEX users_by_email ON users (email)');
    await runner.query(`
      CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        created_at INTEGER NOT NULL,
        last_used_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        ip TEXT,
        user_agent TEXT
      ) STRICT`);
    await runner.query('CREATE INDEX sessions_by_user ON sessions (user_id, id)');
    await runner.query('CREATE INDEX sessions_by_expiry ON sessions (expires_at)');
    // Every value a session ever had, until it would have expired: one of them is not spent.
    await runner.query(`
      CREATE TABLE session_values (
        hash TEXT PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        spent_at INTEGER
      ) STRICT, WITHOUT ROWID`);
    await runner.query('CREATE INDEX session_values_by_session ON session_values (session_id)');
    await runner.query(
      'CREATE INDEX session_values_by_spent ON session_values (spent_at) WHERE spent_at IS NOT NULL',
    );
    await runner.query(`
      CREATE TABLE known_devices (
        hash TEXT NOT NULL,
        user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        last_seen_at INTEGER NOT NULL,
        PRIMARY KEY (user_id, hash)
      ) STRICT, WITHOUT ROWID`);
    await runner.query('CREATE INDEX known_devices_by_hash ON known_devices (hash)');
    await runner.query('CREATE INDEX known_devices_by_age ON known_devices (last_seen_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['known_devices', 'session_values', 'sessions', 'users']) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
