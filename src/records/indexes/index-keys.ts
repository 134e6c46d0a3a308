import type { IndexDefinition } from '@appbase-pfe/types';
import { MAX_INDEX_FIELDS } from '@appbase-pfe/types';
import { errors } from '../../common/errors.js';
import type { Field, OwnField } from '../../filter/ast.js';
import { ownField, parsePath } from '../../filter/field.js';
import { describeSort, parseSort, type Sort, sortTerm } from '../../filter/sort.js';
import { concat, type Sql } from '../../filter/sql.js';

/** A declared index that lists may use. */
export interface KnownIndex {
  id: number;
  /** The fields by which it is ordered; the id of the record follows. */
  keys: readonly Field[];
}

/**
 * The fields of a declared index: what is filtered by first, what is sorted by after.
 *
 * @throws AppError `VALIDATION_ERROR`
 */
export function keysOf(definition: IndexDefinition, path = 'indexes'): readonly Field[] {
  const fields = definition.fields.map((name) => parseName(name, `${path}.fields`));
  const sort = definition.sort === undefined ? [] : parseSort(definition.sort, `${path}.sort`);
  if (sort.some((key) => key.descending !== sort[0]!.descending)) {
    throw errors.invalid(`${path}.sort`, 'must have one direction for all fields');
  }
  const keys = [...fields, ...sort.map((key) => key.field)].filter((key) => !isOwn(key, 'id'));
  const names = keys.map(nameOf);
  if (new Set(names).size < names.length) throw errors.invalid(path, 'names a field twice');
  if (keys.length > MAX_INDEX_FIELDS) {
    throw errors.invalid(path, `has more than ${MAX_INDEX_FIELDS} fields`);
  }
  if (keys.length === 0) throw errors.invalid(path, 'needs no index: lists by id have one');
  return keys;
}

function parseName(name: string, path: string): Field {
  const own = name.startsWith('$') ? ownField(name.slice(1)) : undefined;
  if (own !== undefined) return { own };
  const parsed = parsePath(name);
  if ('reason' in parsed) throw errors.invalid(path, `"${name}" ${parsed.reason}`);
  return { path: parsed };
}

export const isOwn = (field: Field, name: OwnField) =>
  field.path === undefined && field.own === name;

/** A field in words; the same for the same field. */
export const nameOf = (field: Field) => describeSort([{ field, descending: false }]);

export function sameField(a: Field, b: Field): boolean {
  if (a.path === undefined) return b.path === undefined && a.own === b.own;
  if (b.path === undefined) return false;
  return a.path.length === b.path.length && a.path.every((part, at) => part === b.path[at]);
}

/** What stands in the index for a missing value or `null`: like NULL, it sorts before all else. */
export const LOWEST = '-9e999';

/** What the index holds for a record of the alias `r`: what lists sort by. */
export function keyTerm(field: Field): Sql {
  return concat('coalesce(', sortTerm({ field, descending: false }, 'r.data'), `, ${LOWEST})`);
}

/** Whether a list in this order, once these fields are fixed, is in the order of the rest. */
export function orderKeys(sort: Sort, fixed: readonly Field[]): Sort {
  return sort.filter((key) => !fixed.some((field) => sameField(field, key.field)));
}

/** Columns of the entries: one for each field that an index may have. */
export const PLACES = Array.from({ length: MAX_INDEX_FIELDS }, (_, at) => `v${at + 1}`);
