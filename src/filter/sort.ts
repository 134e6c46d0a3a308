import { errors } from '../common/errors.js';
import type { Field } from './ast.js';
import { type FilterRecord, jsonPath, MISSING, ownField, parsePath, readField } from './field.js';
import { kindOf } from './json.js';
import { concat, type Sql, sql } from './sql.js';

const MAX_KEYS = 8;
const COLUMN = {
  id: 'r.id',
  ownerId: 'r.owner_id',
  createdAt: 'r.created_at',
  updatedAt: 'r.updated_at',
};

export interface SortKey {
  readonly field: Field;
  readonly descending: boolean;
}

/** The order of a list. It is total: the last key is always the id. */
export type Sort = readonly SortKey[];

/** The order of creation. */
export const BY_CREATION: Sort = [{ field: { own: 'id' }, descending: false }];

/** What a record is sorted by, as SQLite has it. */
export type SortValue = string | number | null;

/**
 * Parses `sort=-data.n,createdAt`: fields of `data` by their dotted path, and `id`, `ownerId`,
 * `createdAt`, `updatedAt`; `-` turns one round.
 *
 * Values of different kinds are ordered as SQLite orders them: first missing ones and `null`, then
 * numbers with `false` as 0 and `true` as 1, then strings by code points, with lists and objects
 * among them by their JSON text. Equal ones are ordered by id, in the direction of the last key.
 *
 * @throws AppError `VALIDATION_ERROR` for a field that cannot be sorted by
 */
export function parseSort(text: string | undefined, path = 'sort'): Sort {
  if (text === undefined) return BY_CREATION;
  const names = text.split(',');
  if (names.length > MAX_KEYS) throw errors.invalid(path, `has more than ${MAX_KEYS} fields`);
  const plain = names.map((name) => name.replace(/^-/, ''));
  if (new Set(plain).size < names.length) throw errors.invalid(path, 'names a field twice');
  const keys = names.map((name, index) => ({
    field: parseField(plain[index]!, path),
    descending: name.startsWith('-'),
  }));
  const byId = plain.indexOf('id');
  if (byId !== -1) return keys.slice(0, byId + 1);
  return [...keys, { field: { own: 'id' }, descending: keys.at(-1)!.descending }];
}

function parseField(name: string, path: string): Field {
  const own = ownField(name);
  if (own !== undefined) return { own };
  if (!name.startsWith('data.')) {
    throw errors.invalid(
      path,
      `"${name}" is not id, ownerId, createdAt, updatedAt or data.<field>`,
    );
  }
  const parsed = parsePath(name.slice('data.'.length));
  if ('reason' in parsed) throw errors.invalid(path, `"${name}" ${parsed.reason}`);
  return { path: parsed };
}

/** The terms of an `ORDER BY` over the alias `r`. */
export function compileSort(sort: Sort, data = 'r.data'): Sql {
  return concat(
    ...sort.flatMap((key, index) => [
      index === 0 ? '' : ', ',
      sortTerm(key, data),
      key.descending ? ' DESC' : ' ASC',
    ]),
  );
}

export function sortTerm({ field }: SortKey, data: string): Sql {
  if (field.path === undefined) return sql(COLUMN[field.own]);
  return sql(`json_extract(${data}, ?)`, jsonPath(field.path));
}

/** What `sortTerm` gives for a record. */
export function sortValue({ field }: SortKey, record: FilterRecord): SortValue {
  const value = readField(record, field);
  if (value === MISSING) return null;
  switch (kindOf(value)) {
    case 'null':
      return null;
    case 'boolean':
      return Number(value);
    case 'array':
    case 'object':
      return JSON.stringify(value);
    default:
      return value as SortValue;
  }
}

/** The order in words, the same for the same order. */
export const describeSort = (sort: Sort): string =>
  sort
    .map(({ field, descending }) => {
      const name = field.path === undefined ? field.own : `data.${field.path.join('.')}`;
      return `${descending ? '-' : ''}${name}`;
    })
    .join(',');
