import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bytes of files that are missing, that changed on the disk, or that it does not give. */
export class CreateBlobFindings1700000000220 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE blob_findings (
      blob TEXT PRIMARY KEY,
      finding TEXT NOT NULL,
      found_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE blob_findings');
  }
}
