import type { UniqueDefinition } from '@appbase-pfe/types';
import { errors } from '../../common/errors.js';
import type { Connection } from '../../database/connection.js';
import { parsePath, readField } from '../../filter/field.js';
import { type RecordRow, toFilterRecord } from '../record-json.js';

/** Fields of which no two records may have the same values. */
export interface UniqueConstraint {
  name: string;
  fields: readonly string[];
  paths: readonly (readonly string[])[];
  scope: 'owner' | 'collection';
}

const ENTER = `INSERT OR IGNORE INTO unique_values (collection, name, scope, value, record_id)
  VALUES (?, ?, ?, ?, ?)`;
const HOLDER = `SELECT record_id FROM unique_values
  WHERE collection = ? AND name = ? AND scope = ? AND value = ?`;
const REMOVE = `DELETE FROM unique_values
  WHERE collection = ? AND name = ? AND scope = ? AND value = ? AND record_id = ?`;

/** @throws AppError `VALIDATION_ERROR` */
export function parseUnique(definition: UniqueDefinition, path: string): UniqueConstraint {
  const { fields, scope = 'owner' } = Array.isArray(definition)
    ? { fields: definition }
    : definition;
  const paths = fields.map((field) => {
    const parsed = parsePath(field);
    if ('reason' in parsed) throw errors.invalid(path, `"${field}" ${parsed.reason}`);
    return parsed;
  });
  return { name: JSON.stringify([scope, ...fields]), fields, paths, scope };
}

/** Inside a write: enters what a stored record holds. @throws AppError `CONFLICT` for a double */
export function enterUnique(
  db: Connection,
  constraint: UniqueConstraint,
  row: RecordRow,
  before: RecordRow | undefined,
): void {
  const [now, then] = [keyOf(constraint, row), before && keyOf(constraint, before)];
  if (now === then) return;
  if (before !== undefined) removeUnique(db, constraint, before);
  if (now === undefined) return;
  const key = [row.collection, constraint.name, scopeOf(constraint, row), now];
  if (db.run(ENTER, ...key, row.id).changes > 0) return;
  const holder = db.get<{ record_id: string }>(HOLDER, ...key);
  if (holder?.record_id === row.id) return;
  const { fields } = constraint;
  throw errors.conflict(`There is already a record with this ${fields.join(', ')}`, { fields });
}

/** Inside a write: enters a record that was there before the constraint; the first one counts. */
export function enterExisting(db: Connection, constraint: UniqueConstraint, row: RecordRow): void {
  const value = keyOf(constraint, row);
  if (value === undefined) return;
  db.run(ENTER, row.collection, constraint.name, scopeOf(constraint, row), value, row.id);
}

export function removeUnique(db: Connection, constraint: UniqueConstraint, row: RecordRow): void {
  const value = keyOf(constraint, row);
  if (value === undefined) return;
  db.run(REMOVE, row.collection, constraint.name, scopeOf(constraint, row), value, row.id);
}

const scopeOf = ({ scope }: UniqueConstraint, row: RecordRow) =>
  scope === 'owner' ? row.owner_id : '';

/** The values as text; nothing where one is missing or `null`: those are never doubles. */
function keyOf({ paths }: UniqueConstraint, row: RecordRow): string | undefined {
  const record = toFilterRecord(row);
  const values = paths.map((path) => readField(record, { path }));
  const complete = values.every((value) => typeof value !== 'symbol' && value !== null);
  return complete ? JSON.stringify(values) : undefined;
}
