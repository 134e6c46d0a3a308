import type { MigrationInterface, QueryRunner } from 'typeorm';

interface Settings {
  unique?: (string[] | { fields: string[]; scope?: string })[];
  relations?: Record<string, { collection: string }>;
}

/**
 * Unique fields and relations become declarations like indexes: what they hold belongs to one
 * declaration, so it can be removed bit by bit while the same thing is declared anew.
 */
export class DeclareConstraints1700000000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE unique_entries (
        declaration_id INTEGER NOT NULL,
        scope TEXT NOT NULL,
        value TEXT NOT NULL,
        record_id TEXT NOT NULL,
        PRIMARY KEY (declaration_id, scope, value)
      ) STRICT, WITHOUT ROWID`);
    await runner.query(`
      CREATE TABLE relation_links (
        declaration_id INTEGER NOT NULL,
        target_id TEXT NOT NULL,
        record_id TEXT NOT NULL,
        PRIMARY KEY (declaration_id, target_id, record_id)
      ) STRICT, WITHOUT ROWID`);
    const collections = (await runner.query(`
      SELECT c.name, c.settings, b.up_to FROM collections c
      LEFT JOIN constraint_backfills b ON b.collection = c.name ORDER BY c.name`)) as {
      name: string;
      settings: string;
      up_to: string | null;
    }[];
    for (const { name, settings, up_to } of collections) {
      const { unique = [], relations = {} } = JSON.parse(settings) as Settings;
      const declare = async (kind: string, definition: object): Promise<number> => {
        await runner.query(
          `INSERT INTO declarations (collection, kind, definition, state, built_up_to)
           VALUES (?, ?, ?, ?, ?)`,
          [
            name,
            kind,
            JSON.stringify(definition),
            up_to === null ? 'ready' : 'building',
            up_to ?? '',
          ],
        );
        const [{ id }] = (await runner.query('SELECT max(id) AS id FROM declarations')) as [
          { id: number },
        ];
        return id;
      };
      for (const one of unique) {
        const { fields, scope = 'owner' } = Array.isArray(one) ? { fields: one } : one;
        const id = await declare('unique', { fields, scope });
        await runner.query(
          `INSERT INTO unique_entries SELECT ?, scope, value, record_id
           FROM unique_values WHERE collection = ? AND name = ?`,
          [id, name, JSON.stringify([scope, ...fields])],
        );
      }
      for (const [field, { collection }] of Object.entries(relations)) {
        const id = await declare('relation', { field, collection });
        await runner.query(
          `INSERT INTO relation_links SELECT ?, target_id, record_id FROM record_links
           WHERE target_collection = ? AND collection = ? AND field = ?`,
          [id, collection, name, field],
        );
      }
    }
    for (const table of ['unique_values', 'record_links', 'constraint_backfills']) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }

  /** What the older program needs; it enters the records again. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE unique_entries');
    await runner.query('DROP TABLE relation_links');
    await runner.query(`
      CREATE TABLE unique_values (
        collection TEXT NOT NULL, name TEXT NOT NULL, scope TEXT NOT NULL, value TEXT NOT NULL,
        record_id TEXT NOT NULL, PRIMARY KEY (collection, name, scope, value)
      ) STRICT, WITHOUT ROWID`);
    await runner.query(`
      CREATE TABLE record_links (
        target_collection TEXT NOT NULL, target_id TEXT NOT NULL, collection TEXT NOT NULL,
        field TEXT NOT NULL, record_id TEXT NOT NULL,
        PRIMARY KEY (target_collection, target_id, collection, field, record_id)
      ) STRICT, WITHOUT ROWID`);
    await runner.query(`
      CREATE TABLE constraint_backfills (collection TEXT PRIMARY KEY, up_to TEXT NOT NULL) STRICT`);
    await runner.query(`
      INSERT INTO constraint_backfills SELECT DISTINCT collection, '' FROM declarations
      WHERE kind IN ('unique', 'relation') AND state <> 'dropping'`);
    await runner.query("DELETE FROM declarations WHERE kind IN ('unique', 'relation')");
  }
}
