import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who made an invite, when, and for how many. Nothing is known of those that were there before. */
export class DescribeInvites1700000000170 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const column of ['uses INTEGER', 'created_by TEXT', 'created_at INTEGER'])
      await runner.query(`ALTER TABLE group_invites ADD COLUMN ${column}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of ['uses', 'created_by', 'created_at'])
      await runner.query(`ALTER TABLE group_invites DROP COLUMN ${column}`);
  }
}
