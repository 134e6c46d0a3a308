import type { RelationDefinition } from '@appbase-pfe/types';
import { errors } from '../../common/errors.js';
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
  /** Of the declaration of the relation. */
  id: number;
  collection: string;
  field: string;
  record_id: string;
}

/** @throws AppError `VALIDATION_ERROR` */
export function parseRelation(field: string, definition: RelationDefinition): Relation {
  const path = parsePath(field);
  if ('reason' in path) throw errors.invalid(`relations.${field}`, path.reason);
  const { collection, onDelete = 'restrict' } = definition;
  return { field, path, collection, onDelete };
}

/** The id that a record holds at the field; nothing where there is none. */
export function targetOf({ path }: Pick<Relation, 'path'>, row: RecordRow): unknown {
  const value = readField(toFilterRecord(row), { path });
  return typeof value === 'symbol' || value === null ? undefined : value;
}

/** The data without the field that referred to a record. */
export function withoutField(data: string, path: readonly string[]): string {
  const root = JSON.parse(data) as Record<string, unknown>;
  let at = root;
  for (const part of path.slice(0, -1)) at = at[part] as Record<string, unknown>;
  delete at[path.at(-1)!];
  return JSON.stringify(root);
}
