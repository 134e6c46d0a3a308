import type { ListRecords } from '@appbase-pfe/types';
import { errors } from '../../common/errors.js';
import type { Filter } from '../../filter/ast.js';
import { decodeCursor, type Position } from '../../filter/cursor.js';
import { parseFilter } from '../../filter/parse-filter.js';
import { parseSort, type Sort } from '../../filter/sort.js';
import { isOwn } from '../indexes/index-keys.js';
import { parseProjection, type Projection } from './projection.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100;

/** What a list asks for, understood. */
export interface ListRequest {
  limit: number;
  offset: number;
  filter: Filter;
  sort: Sort;
  /** Words to search for; without a sort the best come first. */
  search: string | undefined;
  ranked: boolean;
  cursor: string | undefined;
  /** Where the page before ended, of a list that is not ranked. */
  after: Position | undefined;
  projection: Projection | undefined;
  total: boolean;
}

/** @throws AppError `VALIDATION_ERROR` for anything that cannot be understood */
export function parseList(query: ListRecords): ListRequest {
  if (query.cursor !== undefined && query.offset !== undefined) {
    throw errors.invalid('cursor', 'cannot be combined with offset');
  }
  const limit = Number(query.limit ?? DEFAULT_LIMIT);
  if (limit < 1) throw errors.invalid('limit', 'must be at least 1');
  const sort = simplify(parseSort(query.sort));
  const { search, cursor } = query;
  const ranked = search !== undefined && query.sort === undefined;
  return {
    limit: Math.min(limit, MAX_LIMIT),
    offset: Number(query.offset ?? 0),
    filter: parseFilter(query.filter),
    sort,
    search,
    ranked,
    cursor,
    after: cursor === undefined || ranked ? undefined : decodeCursor(cursor, sort),
    projection: query.fields === undefined ? undefined : parseProjection(query.fields),
    total: query.total !== 'false',
  };
}

/** Ids sort by time of creation, so a sort by `createdAt` is one by id. */
function simplify(sort: Sort): Sort {
  const [first, second] = sort;
  // Within a millisecond other keys would count: only a sort by nothing else is the same.
  if (sort.length !== 2 || !isOwn(first!.field, 'createdAt') || !isOwn(second!.field, 'id')) {
    return sort;
  }
  const { descending } = first!;
  return second!.descending === descending ? [{ field: { own: 'id' }, descending }] : sort;
}
