import { createHash } from 'node:crypto';
import { errors } from '../common/errors.js';
import type { FilterRecord } from './field.js';
import { isTime } from './field.js';
import {
  describeSort,
  type Sort,
  type SortKey,
  sortTerm,
  type SortValue,
  sortValue,
} from './sort.js';
import { and, concat, FALSE, or, type Sql, sql, sqlNumber } from './sql.js';

/** Longest cursor, so that it fits into a URL. */
const MAX_CURSOR = 4096;
const TOO_LONG = 'too-long';

/** Where a page ended: the values of the last record's sort keys. */
export type Position = readonly SortValue[];

/**
 * The cursor behind a record: opaque, good for the same order only. It holds the record's place in
 * the order and not a count, so records that come or go meanwhile shift nothing.
 */
export function encodeCursor(sort: Sort, record: FilterRecord): string {
  const values = sort.map((key) => sortValue(key, record));
  const cursor = packCursor([signature(sort), ...values]);
  return cursor.length <= MAX_CURSOR ? cursor : packCursor([signature(sort), TOO_LONG]);
}

/** @throws AppError `VALIDATION_ERROR` when it is no cursor of this order */
export function decodeCursor(cursor: string, sort: Sort, path = 'cursor'): Position {
  const [signed, ...values] = unpackCursor(cursor) ?? [];
  if (signed === undefined) throw errors.invalid(path, 'is not a cursor of this server');
  if (signed !== signature(sort)) throw errors.invalid(path, 'belongs to a list in another order');
  if (sort.length > 1 && values.length === 1 && values[0] === TOO_LONG) {
    throw errors.invalid(path, 'the values sorted by are too long for a cursor: page by offset');
  }
  if (values.length !== sort.length || !sort.every((key, at) => fits(key, values[at]))) {
    throw errors.invalid(path, 'is not a cursor of this server');
  }
  return values as SortValue[];
}

/** The condition for what comes after a position in the order. */
export function compileAfter(sort: Sort, position: Position, data = 'r.data'): Sql {
  const steps = sort.map((key, at) => {
    const before = sort.slice(0, at).map((earlier, index) => same(earlier, position[index]!, data));
    return and(...before, beyond(key, position[at]!, data));
  });
  const [first] = sort;
  if (sort.length === 1 || first?.field.path !== undefined || first?.field.own === 'ownerId') {
    return or(...steps);
  }
  // What follows from the rest, said once more in a form that an index on the column can serve.
  const symbol = first!.descending ? ' <= ' : ' >= ';
  return and(concat(sortTerm(first!, data), symbol, bind(position[0]!)), or(...steps));
}

function same(key: SortKey, value: SortValue, data: string): Sql {
  return concat(sortTerm(key, data), ' IS ', bind(value));
}

/** NULL comes first: everything is beyond it in ascending order, and it is beyond everything in descending. */
function beyond(key: SortKey, value: SortValue, data: string): Sql {
  const term = sortTerm(key, data);
  if (value === null) return key.descending ? FALSE : concat(term, ' IS NOT NULL');
  if (!key.descending) return concat(term, ' > ', bind(value));
  const less = concat(term, ' < ', bind(value));
  return key.field.path === undefined && key.field.own !== 'ownerId'
    ? less
    : or(less, concat(term, ' IS NULL'));
}

function bind(value: SortValue): Sql {
  if (typeof value === 'number') return sql('?', sqlNumber(value));
  // The driver would replace half a surrogate pair; JSON keeps it, as the stored record does.
  if (value !== null && !value.isWellFormed()) {
    return sql("json_extract(?, '$')", JSON.stringify(value));
  }
  return sql('?', value);
}

function fits({ field }: SortKey, value: unknown): boolean {
  if (field.path === undefined && isTime(field.own)) return Number.isSafeInteger(value);
  if (field.path === undefined && field.own === 'id') return typeof value === 'string';
  return value === null || typeof value === 'string' || Number.isFinite(value);
}

const signature = (sort: Sort) =>
  createHash('sha256').update(describeSort(sort)).digest('base64url').slice(0, 8);

/** Packs what a cursor holds; the first part says what it is a cursor of. */
const packCursor = (parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');

/** What a cursor holds, if it is one. */
function unpackCursor(cursor: string): unknown[] | undefined {
  if (cursor.length > MAX_CURSOR || !/^[A-Za-z0-9_-]+$/.test(cursor)) return undefined;
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) && typeof parts[0] === 'string' ? parts : undefined;
  } catch {
    return undefined;
  }
}
