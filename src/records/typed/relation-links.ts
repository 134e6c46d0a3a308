import { Injectable } from '@nestjs/common';
import type { CollectionSettings } from '@appbase-pfe/types';
import type { Connection } from '../../database/connection.js';
import type { RecordKey, RecordRow } from '../record-json.js';
import { SQL } from '../records.sql.js';
import { Declarations } from '../upkeep/declarations.js';
import type { Declared, Slice, Upkeep } from '../upkeep/upkeep.js';
import { type Link, parseRelation, type Relation, targetOf } from './relations.js';

/** What of a relation says which record refers to which. */
type Reference = Pick<Relation, 'field' | 'path' | 'collection'>;

const ENTER = `INSERT OR IGNORE INTO relation_links (declaration_id, target_id, record_id)
  VALUES (?, ?, ?)`;
const REMOVE = `DELETE FROM relation_links
  WHERE declaration_id = ? AND target_id = ? AND record_id = ?`;
const TO = `SELECT record_id FROM relation_links
  WHERE declaration_id = ? AND target_id = ? ORDER BY record_id LIMIT ?`;
const ANY = 'SELECT 1 FROM relation_links WHERE declaration_id = ? LIMIT 1';
const REMOVE_SOME = `DELETE FROM relation_links WHERE (declaration_id, target_id, record_id) IN
  (SELECT declaration_id, target_id, record_id FROM relation_links
   WHERE declaration_id = ? LIMIT ?)`;

/** Which record refers to which, kept in the transaction of each write. */
@Injectable()
export class RelationLinks implements Upkeep<Reference> {
  readonly kind = 'relation';

  constructor(private readonly declarations: Declarations) {
    declarations.register(this);
  }

  parse(definition: string): Reference {
    const { field, collection } = JSON.parse(definition) as { field: string; collection: string };
    return parseRelation(field, { collection });
  }

  /** Inside a write: makes these the relations of a collection. @throws AppError */
  declare(
    db: Connection,
    collection: string,
    wanted: NonNullable<CollectionSettings['relations']>,
  ): void {
    const definitions = Object.entries(wanted).map(([field, definition]) => {
      const relation = parseRelation(field, definition);
      return JSON.stringify({ field, collection: relation.collection });
    });
    this.declarations.declare(db, this.kind, collection, definitions);
  }

  /** Inside a write: enters to what a record refers now. */
  stored(db: Connection, row: RecordRow, before: RecordRow | undefined): void {
    for (const declared of this.declarations.of(this, row.collection)) {
      if (before !== undefined) {
        if (targetOf(declared.what, before) === targetOf(declared.what, row)) continue;
        change(db, REMOVE, declared, before);
      }
      change(db, ENTER, declared, row);
    }
  }

  /** Inside the write that removes a record. */
  removed(db: Connection, row: RecordRow): void {
    for (const declared of this.declarations.of(this, row.collection)) {
      change(db, REMOVE, declared, row);
    }
  }

  /**
   * Inside a write: up to `most` records that refer to this one.
   *
   * @throws AppError `UNAVAILABLE` while that is not known
   */
  to(db: Connection, row: RecordKey, most: number): Link[] {
    const links: Link[] = [];
    for (const { id, collection, what } of this.known(db, row.collection)) {
      const { field } = what;
      const found = db.all<{ record_id: string }>(TO, id, row.id, most - links.length);
      links.push(...found.map(({ record_id }) => ({ id, collection, field, record_id })));
      if (links.length === most) break;
    }
    return links;
  }

  /**
   * Inside a write: the relations to the records of a collection, with all that they hold entered.
   *
   * @throws AppError `UNAVAILABLE` while that is not so
   */
  known(db: Connection, target: string): Declared<Reference>[] {
    const relations = this.declarations.everywhere(this);
    const known = relations.filter(({ what }) => what.collection === target);
    for (const declared of known) if (!declared.ready) this.declarations.complete(db, declared);
    return known;
  }

  /** The relations of other collections by which records refer to those of this one. */
  into(db: Connection, target: string): Pick<Link, 'collection' | 'field'>[] {
    return this.declarations
      .everywhere(this)
      .filter(({ collection, what }) => what.collection === target && collection !== target)
      .filter(({ id }) => db.get(ANY, id) !== undefined)
      .map(({ collection, what: { field } }) => ({ collection, field }));
  }

  /** Inside the write that deletes the record to which the link leads. */
  forget(db: Connection, target: RecordRow, link: Link): void {
    db.run(REMOVE, link.id, target.id, link.record_id);
  }

  fill(db: Connection, declared: Declared<Reference>, after: string, most: number): Slice {
    const rows = db.all<RecordRow>(SQL.next, declared.collection, after, most);
    for (const row of rows) change(db, ENTER, declared, row);
    return { last: rows.at(-1)?.id ?? after, count: rows.length };
  }

  empty(db: Connection, id: number, most: number): number {
    return db.run(REMOVE_SOME, id, most).changes;
  }
}

function change(
  db: Connection,
  statement: string,
  { id, what }: Declared<Reference>,
  row: RecordRow,
) {
  const target = targetOf(what, row);
  if (typeof target === 'string') db.run(statement, id, target, row.id);
}
