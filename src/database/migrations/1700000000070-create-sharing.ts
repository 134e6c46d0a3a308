import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What lets users share: groups with their members and invites, rules, grants. */
export class CreateSharing1700000000070 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE groups (name TEXT PRIMARY KEY, created_at INTEGER NOT NULL) STRICT',
    );
    await runner.query(`
      CREATE TABLE memberships (
        user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        group_name TEXT NOT NULL REFERENCES groups (name) ON DELETE CASCADE,
        role TEXT NOT NULL CHECK (role IN ('member', 'manager')),
        since INTEGER NOT NULL,
        PRIMARY KEY (user_id, group_name)
      ) STRICT, WITHOUT ROWID`);
    await runner.query('CREATE INDEX memberships_by_group ON memberships (group_name, user_id)');
    await runner.query(`
      CREATE TABLE group_invites (
        hash TEXT PRIMARY KEY,
        group_name TEXT NOT NULL REFERENCES groups (name) ON DELETE CASCADE,
        uses_left INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`);
    await runner.query('CREATE INDEX group_invites_by_group ON group_invites (group_name)');
    await runner.query('CREATE INDEX group_invites_by_expiry ON group_invites (expires_at)');

    // A collection or bucket without a row has the preset "owner".
    await runner.query(`
      CREATE TABLE access_rules (
        kind TEXT NOT NULL CHECK (kind IN ('collection', 'bucket')),
        name TEXT NOT NULL,
        access TEXT NOT NULL,
        PRIMARY KEY (kind, name)
      ) STRICT, WITHOUT ROWID`);
    await runner.query(`
      CREATE TABLE grants (
        kind TEXT NOT NULL CHECK (kind IN ('collection', 'bucket')),
        container TEXT NOT NULL,
        item TEXT NOT NULL,
        level TEXT NOT NULL CHECK (level IN ('read', 'write')),
        principal TEXT NOT NULL,
        PRIMARY KEY (kind, container, item, level, principal)
      ) STRICT, WITHOUT ROWID`);
    await runner.query(
      'CREATE INDEX grants_by_principal ON grants (principal, kind, container, item)',
    );

    // When the sight of a user, or of all readers of a collection, last changed: an event stream
    // that resumes from before that would not tell the whole story.
    await runner.query(`
      CREATE TABLE sight_changes (
        scope TEXT PRIMARY KEY,
        position INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = [
      'sight_changes',
      'grants',
      'access_rules',
      'group_invites',
      'memberships',
      'groups',
    ];
    for (const table of tables) await runner.query(`DROP TABLE ${table}`);
  }
}
