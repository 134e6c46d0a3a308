import { Injectable } from '@nestjs/common';
import type { Connection } from '../../database/connection.js';
import type { RecordRow } from '../record-json.js';
import { SQL } from '../records.sql.js';
import { Declarations } from '../upkeep/declarations.js';
import type { Declared, Slice, Upkeep } from '../upkeep/upkeep.js';
import { documentText, scopeOf } from './tokens.js';
import { parseSearchFields, type SearchFields, weighWords } from './words.js';

/** How many documents one millisecond has room for. */
const DOCS_IN_A_MS = 2n ** 21n;
/** How long one step of merging should take, and how many pages of the index it may write. */
const MERGE_MS = 1.5;
const FEWEST_PAGES = 8;
const MOST_PAGES = 256;
/** Every write and every slice leaves a piece; so many are merged at a time. */
const WORTH_TIDYING = 16;

// Simple statements of one row each: where one could fail halfway, SQLite has the index write down
// what it holds in memory first, which makes a piece of every record.
const FREE = `SELECT CAST(max(doc) + 1 AS TEXT) AS doc FROM search_documents
  WHERE doc >= ? AND doc < ?`;
const NUMBER = 'INSERT INTO search_documents (doc, declaration_id, record_id) VALUES (?, ?, ?)';
const ENTER = 'INSERT INTO search_words (rowid, words) VALUES (?, ?)';
const DOC = `SELECT CAST(doc AS TEXT) AS doc FROM search_documents
  WHERE declaration_id = ? AND record_id = ?`;
const TAKE_OUT = 'DELETE FROM search_words WHERE rowid = ?';
const FORGET = 'DELETE FROM search_documents WHERE doc = ?';
const SOME = 'SELECT record_id FROM search_documents WHERE declaration_id = ? LIMIT ?';
const FLUSH = "INSERT INTO search_words (search_words) VALUES ('flush')";
const MERGE = "INSERT INTO search_words (search_words, rank) VALUES ('merge', ?)";
const CHANGES = 'SELECT total_changes() AS n';

/** The full-text index, kept in the transaction of each write. */
@Injectable()
export class SearchIndex implements Upkeep<SearchFields> {
  readonly kind = 'search';
  /** What an earlier run of the program has left is looked after too. */
  private untidy = WORTH_TIDYING;
  private pages = FEWEST_PAGES;

  constructor(private readonly declarations: Declarations) {
    declarations.register(this);
  }

  parse(definition: string): SearchFields {
    return parseSearchFields(JSON.parse(definition) as string[]);
  }

  /** What searches of a collection look in, if it has been declared. */
  of(collection: string): Declared<SearchFields> | undefined {
    return this.declarations.of(this, collection)[0];
  }

  /** Inside a write: makes these the fields that searches look in. @throws AppError */
  declare(db: Connection, collection: string, fields: readonly string[] | undefined): void {
    if (fields !== undefined) parseSearchFields(fields);
    const definitions = fields === undefined ? [] : [JSON.stringify(fields)];
    this.declarations.declare(db, this.kind, collection, definitions);
  }

  /** Inside a write: enters what a record holds now. */
  stored(db: Connection, row: RecordRow, before?: RecordRow): void {
    for (const declared of this.declarations.of(this, row.collection)) {
      const text = textOf(declared, row);
      if (before !== undefined) {
        if (textOf(declared, before) === text && isKnown(db, declared.id, row.id)) continue;
        takeOut(db, declared.id, row.id);
      }
      enter(db, declared.id, row, text);
      this.changed(db);
    }
  }

  /** Inside the write that removes a record. */
  removed(db: Connection, row: RecordRow): void {
    for (const declared of this.declarations.of(this, row.collection)) {
      takeOut(db, declared.id, row.id);
      this.changed(db);
    }
  }

  fill(db: Connection, declared: Declared<SearchFields>, after: string, most: number): Slice {
    const rows = db.all<RecordRow>(SQL.next, declared.collection, after, most);
    for (const row of rows) {
      if (!isKnown(db, declared.id, row.id)) enter(db, declared.id, row, textOf(declared, row));
    }
    this.flush(db);
    return { last: rows.at(-1)?.id ?? after, count: rows.length };
  }

  empty(db: Connection, id: number, most: number): number {
    const rows = db.all<{ record_id: string }>(SOME, id, most);
    for (const { record_id } of rows) takeOut(db, id, record_id);
    this.flush(db);
    return rows.length;
  }

  /** Merges a little of what writes and slices have left in small pieces. */
  tidy(db: Connection): boolean {
    if (this.untidy < WORTH_TIDYING) return false;
    const before = db.get<{ n: number }>(CHANGES)!.n;
    const began = performance.now();
    db.run(MERGE, this.pages);
    this.adapt(performance.now() - began);
    // Fewer than two changes: there was nothing to merge, as SQLite's manual says.
    if (db.get<{ n: number }>(CHANGES)!.n - before >= 2) return true;
    this.untidy = 0;
    return false;
  }

  /** The work of a slice is done within it, so that it is measured with it. */
  private flush(db: Connection): void {
    db.run(FLUSH);
    this.untidy++;
  }

  private adapt(took: number): void {
    if (took > MERGE_MS) this.pages = Math.max(FEWEST_PAGES, Math.floor(this.pages / 2));
    else if (took < MERGE_MS / 2) this.pages = Math.min(MOST_PAGES, this.pages * 2);
  }

  private changed(db: Connection): void {
    if (++this.untidy === WORTH_TIDYING) db.afterCommit(() => this.declarations.wake());
  }
}

function textOf({ id, what }: Declared<SearchFields>, row: RecordRow): string {
  return documentText(weighWords(row, what), [scopeOf(id, undefined), scopeOf(id, row.owner_id)]);
}

const isKnown = (db: Connection, id: number, recordId: string) =>
  db.get(DOC, id, recordId) !== undefined;

function enter(db: Connection, id: number, row: RecordRow, text: string): void {
  const first = BigInt(row.created_at) * DOCS_IN_A_MS;
  const free = db.get<{ doc: string | null }>(FREE, first, first + DOCS_IN_A_MS)!.doc;
  const doc = free === null ? first : BigInt(free);
  db.run(NUMBER, doc, id, row.id);
  db.run(ENTER, doc, text);
}

function takeOut(db: Connection, id: number, recordId: string): void {
  const found = db.get<{ doc: string }>(DOC, id, recordId);
  if (found === undefined) return;
  const doc = BigInt(found.doc);
  db.run(TAKE_OUT, doc);
  db.run(FORGET, doc);
}
