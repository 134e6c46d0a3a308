import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Buckets, files and their versions. A file's row repeats its current version, so that lists and
 * rules look at one table. Versions may share a blob: a restored one does.
 */
export class CreateStorage1700000000060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE buckets (
        name TEXT PRIMARY KEY,
        file_count INTEGER NOT NULL DEFAULT 0,
        total_bytes INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`);
    await runner.query(`
      CREATE TABLE files (
        id TEXT PRIMARY KEY,
        bucket TEXT NOT NULL REFERENCES buckets (name),
        owner_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        blob TEXT NOT NULL,
        filename TEXT NOT NULL,
        mime_type TEXT NOT NULL,
        sniffed_type TEXT,
        size INTEGER NOT NULL,
        checksum TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT`);
    await runner.query('CREATE INDEX files_by_owner ON files (bucket, owner_id, id)');
    await runner.query('CREATE INDEX files_by_bucket ON files (bucket, id)');
    await runner.query('CREATE INDEX files_of_user ON files (owner_id)');
    await runner.query(`
      CREATE TABLE file_versions (
        file_id TEXT NOT NULL REFERENCES files (id) ON DELETE CASCADE,
        version INTEGER NOT NULL,
        blob TEXT NOT NULL,
        filename TEXT NOT NULL,
        mime_type TEXT NOT NULL,
        sniffed_type TEXT,
        size INTEGER NOT NULL,
        checksum TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        PRIMARY KEY (file_id, version)
      ) STRICT, WITHOUT ROWID`);
    await runner.query('CREATE INDEX file_versions_by_blob ON file_versions (blob)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['file_versions', 'files', 'buckets']) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
