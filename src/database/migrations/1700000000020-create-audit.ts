import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The audit trail. Triggers refuse changes from within; the chain of hashes shows those from outside. */
export class CreateAudit1700000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_log (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        action TEXT NOT NULL,
        actor TEXT NOT NULL,
        user_id TEXT,
        resource TEXT,
        resource_id TEXT,
        metadata TEXT,
        request_id TEXT,
        ip TEXT,
        hash TEXT NOT NULL
      ) STRICT`);
    await runner.query('CREATE INDEX audit_log_by_action ON audit_log (action, id)');
    await runner.query('CREATE INDEX audit_log_by_user ON audit_log (user_id, id)');
    for (const change of ['UPDATE', 'DELETE']) {
      await runner.query(`
        CREATE TRIGGER audit_log_refuses_${change.toLowerCase()} BEFORE ${change} ON audit_log
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_log');
  }
}
