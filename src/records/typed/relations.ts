import type { RelationDefinition } from '@appbase-pfe/types';
import { errors } from '../../common/errors.js';
import type { Connection } from '../../database/connection.js';
import { parsePath, readField } from '../../filter/field.js';
import { type RecordRow, toFilterRecord } from '../record-json.js';

/** A field that holds the id of a record of another collection. */
export interface Relation {
  field: string;
  path: readonly string[];
  collection: string;
  onDelete: 'restrict' | 'clear' | 'cascade';
}

/** A record that refers to another one. */
export interface Link {
  collection: string;
  field: string;
  record_id: string;
}

const ENTER = `INSERT OR IGNORE INTO record_links
  (target_collection, target_id, collection, field, record_id) VALUES (?, ?, ?, ?, ?)`;
const REMOVE = `DELETE FROM record_links WHERE target_collection = ? AND target_id = ?
  AND collection = ? AND field = ? AND record_id = ?`;
const TO = `SELECT collection, field, record_id FROM record_links
  WHERE target_collection = ? AND target_id = ? ORDER BY collection, field, record_id LIMIT ?`;

/** @throws AppError `VALIDATION_ERROR` */
export function parseRelation(field: string, definition: RelationDefinition): Relation {
  const path = parsePath(field);
  if ('reason' in path) throw errors.invalid(`relations.${field}`, path.reason);
  const { collection, onDelete = 'restrict' } = definition;
  return { field, path, collection, onDelete };
}

/** The id that a record holds at the field; nothing where there is none. */
export function targetOf({ path }: Relation, row: RecordRow): unknown {
  const value = readField(toFilterRecord(row), { path });
  return typeof value === 'symbol' || value === null ? undefined : value;
}

export function enterLink(db: Connection, relation: Relation, row: RecordRow): void {
  const target = targetOf(relation, row);
  if (typeof target !== 'string') return;
  db.run(ENTER, relation.collection, target, row.collection, relation.field, row.id);
}

export function removeLink(db: Connection, relation: Relation, row: RecordRow): void {
  const target = targetOf(relation, row);
  if (typeof target !== 'string') return;
  db.run(REMOVE, relation.collection, target, row.collection, relation.field, row.id);
}

/** Inside the write that deletes the record to which the link leads. */
export function forgetLink(db: Connection, target: RecordRow, link: Link): void {
  db.run(REMOVE, target.collection, target.id, link.collection, link.field, link.record_id);
}

/** Up to `most` records that refer to this one. */
export function linksTo(db: Connection, row: RecordRow, most: number): Link[] {
  return db.all<Link>(TO, row.collection, row.id, most);
}

/** The data without the field that referred to a record. */
export function withoutField(data: string, path: readonly string[]): string {
  const root = JSON.parse(data) as Record<string, unknown>;
  let at = root;
  for (const part of path.slice(0, -1)) at = at[part] as Record<string, unknown>;
  delete at[path.at(-1)!];
  return JSON.stringify(root);
}
