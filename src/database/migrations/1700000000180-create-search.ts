import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One table for all that is declared about collections and kept in step with their records (so far
 * only indexes were), and what searches go by (ADR 0021): a full-text index of words that carry
 * whose and how much they count, and which record each of its documents is.
 */
export class CreateSearch1700000000180 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE declarations (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        collection TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('index', 'unique', 'relation', 'search')),
        definition TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('building', 'ready', 'dropping')),
        built_up_to TEXT NOT NULL DEFAULT '',
        built INTEGER NOT NULL DEFAULT 0,
        doubles INTEGER NOT NULL DEFAULT 0
      ) STRICT`);
    await runner.query(`
      INSERT INTO declarations (id, collection, kind, definition, state, built_up_to, built)
      SELECT id, collection, 'index', definition, state, built_up_to, built FROM declared_indexes`);
    await runner.query('DROP TABLE declared_indexes');

    // Documents are numbered by the time at which their record was created, so the full-text index
    // gives records in that order.
    await runner.query(`
      CREATE TABLE search_documents (
        doc INTEGER PRIMARY KEY,
        declaration_id INTEGER NOT NULL,
        record_id TEXT NOT NULL
      ) STRICT`);
    await runner.query(`
      CREATE UNIQUE INDEX search_documents_by_record
        ON search_documents (declaration_id, record_id)`);
    // A word has 21 characters in front of it; prefixes of two letters have an index.
    await runner.query(`
      CREATE VIRTUAL TABLE search_words USING fts5(
        words, content = '', contentless_delete = 1, detail = none, prefix = '23',
        tokenize = "unicode61 remove_diacritics 2 categories 'L* M* N* Co'"
      )`);
    // Merging is upkeep, done in small steps between the writes of others. Within them it happens
    // only where the steps have fallen far behind.
    for (const option of [
      "'automerge', 0",
      "'usermerge', 16",
      "'crisismerge', 256",
      "'deletemerge', 25",
    ]) {
      await runner.query(`INSERT INTO search_words (search_words, rank) VALUES (${option})`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE search_words');
    await runner.query('DROP TABLE search_documents');
    await runner.query(`
      CREATE TABLE declared_indexes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        collection TEXT NOT NULL,
        definition TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('building', 'ready', 'dropping')),
        built_up_to TEXT NOT NULL DEFAULT '',
        built INTEGER NOT NULL DEFAULT 0
      ) STRICT`);
    await runner.query(`
      INSERT INTO declared_indexes SELECT id, collection, definition, state, built_up_to, built
      FROM declarations WHERE kind = 'index'`);
    await runner.query('DROP TABLE declarations');
  }
}
