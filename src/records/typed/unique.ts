import type { UniqueDefinition } from '@appbase-pfe/types';
import { errors } from '../../common/errors.js';
import type { Connection } from '../../database/connection.js';
import { parsePath, readField } from '../../filter/field.js';
import { type RecordRow, toFilterRecord } from '../record-json.js';

/** Fields of which no two records may have the same values. */
export interface UniqueConstraint {
  fields: readonly string[];
  paths: readonly (readonly string[])[];
  scope: 'owner' | 'collection';
}

const ENTER = `INSERT OR IGNORE INTO unique_entries (declaration_id, scope, value, record_id)
  VALUES (?, ?, ?, ?)`;
const HOLDER = `SELECT record_id FROM unique_entries
  WHERE declaration_id = ? AND scope = ? AND value = ?`;
const REMOVE = `DELETE FROM unique_entries
  WHERE declaration_id = ? AND scope = ? AND value = ? AND record_id = ?`;
const REMOVE_SOME = `DELETE FROM unique_entries WHERE (declaration_id, scope, value) IN
  (SELECT declaration_id, scope, value FROM unique_entries WHERE declaration_id = ? LIMIT ?)`;

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
  return { fields, paths, scope };
}

/** Inside a write: enters what a stored record holds. @throws AppError `CONFLICT` for a double */
export function enterUnique(
  db: Connection,
  id: number,
  constraint: UniqueConstraint,
  row: RecordRow,
  before: RecordRow | undefined,
): void {
  const [now, then] = [uniqueValue(constraint, row), before && uniqueValue(constraint, before)];
  if (now === then) return;
  if (before !== undefined) removeUnique(db, id, constraint, before);
  if (now !== undefined && !enter(db, id, constraint, row, now)) {
    const { fields } = constraint;
    throw errors.conflict(`There is already a record with this ${fields.join(', ')}`, { fields });
  }
}

/** Inside a write: enters a record that was there before. Tells whether it is no double. */
export function enterExisting(
  db: Connection,
  id: number,
  constraint: UniqueConstraint,
  row: RecordRow,
): boolean {
  const value = uniqueValue(constraint, row);
  return value === undefined || enter(db, id, constraint, row, value);
}

export function removeUnique(
  db: Connection,
  id: number,
  constraint: UniqueConstraint,
  row: RecordRow,
): void {
  const value = uniqueValue(constraint, row);
  if (value !== undefined) db.run(REMOVE, id, scopeOf(constraint, row), value, row.id);
}

/** Removes up to `most` entries; tells how many. */
export function removeSomeUnique(db: Connection, id: number, most: number): number {
  return db.run(REMOVE_SOME, id, most).changes;
}

/** Within what a record may be no double: the records of its owner, or all. */
export const scopeOf = ({ scope }: UniqueConstraint, row: Pick<RecordRow, 'owner_id'>) =>
  scope === 'owner' ? row.owner_id : '';

/** The values as text; nothing where one is missing or `null`: those are never doubles. */
export function uniqueValue({ paths }: UniqueConstraint, row: RecordRow): string | undefined {
  const record = toFilterRecord(row);
  const values = paths.map((path) => readField(record, { path }));
  const complete = values.every((value) => typeof value !== 'symbol' && value !== null);
  return complete ? JSON.stringify(values) : undefined;
}

/** The first one counts. */
function enter(
  db: Connection,
  id: number,
  constraint: UniqueConstraint,
  row: RecordRow,
  value: string,
): boolean {
  const key = [id, scopeOf(constraint, row), value];
  if (db.run(ENTER, ...key, row.id).changes > 0) return true;
  return db.get<{ record_id: string }>(HOLDER, ...key)?.record_id === row.id;
}
