import type { IndexCondition } from '../../filter/indexable.js';
import { compileAfter } from '../../filter/cursor.js';
import { compileSort, type Sort } from '../../filter/sort.js';
import { and, concat, type Sql, sql, TRUE } from '../../filter/sql.js';
import { LOWEST, orderKeys, PLACES } from '../indexes/index-keys.js';
import { type IndexPlan, toParameter } from '../indexes/index-plan.js';
import { SQL } from '../records.sql.js';
import type { ListRequest } from './list-request.js';

/** Among which records a list looks. */
export interface Scope {
  collection: string;
  /** Set when only the records of one owner are in sight. */
  ownerId: string | undefined;
  /** What else the read rule asks of each. */
  rule: Sql;
}

/** The statements of one list. */
export interface ListStatements {
  /** Up to one record more than the page holds, to know whether there is a next one. */
  page: Sql;
  total: () => Sql;
  /** How many records at most have to be looked at, counted up to a bound. */
  probe: (bound: number) => Sql;
}

/** A list in the order of an index that is always there, or by looking through and sorting. */
export function plainStatements(scope: Scope, request: ListRequest, filter: Sql): ListStatements {
  const from = concat('FROM records r ', range(scope));
  const all = and(scope.rule, filter);
  const inOrder = request.sort.length === 1;
  const found = (columns: string) =>
    concat(
      `SELECT ${columns} `,
      from,
      concat(' AND ', and(all, afterOf(request))),
      concat(' ORDER BY ', compileSort(request.sort)),
      paging(request),
    );
  return {
    page: inOrder ? found(SQL.columns) : sorted(found('r.rowid AS place'), request.sort),
    total: () => concat('SELECT count(*) AS n ', from, ' AND ', all),
    probe: (bound) => bounded(concat('SELECT 1 ', from), bound),
  };
}

/** A list through a declared index: the index narrows, the filter still decides. */
export function indexStatements(
  scope: Scope,
  request: ListRequest,
  filter: Sql,
  plan: IndexPlan,
): ListStatements {
  const all = and(scope.rule, filter);
  const stretches = plan.branches.map((branch) => stretch(scope, plan, branch));
  const first = plan.branches[0]?.length ?? 0;
  // Those that the index does not use hold 0; named, they let SQLite see that nothing is to sort.
  const keys = PLACES.slice(first).map((place) => `i.${place}`);
  const direction = request.sort.at(-1)!.descending ? 'DESC' : 'ASC';
  const order = [...keys, 'i.record_id'].map((key) => `${key} ${direction}`).join(', ');
  const parts = stretches.map((part) =>
    concat(
      `SELECT ${plan.ordered && stretches.length === 1 ? SQL.columns : 'r.rowid AS place'} FROM `,
      part,
      concat(' AND ', and(all, resume(request, plan), afterOf(request))),
      plan.ordered ? ` ORDER BY ${order}` : '',
      plan.ordered && stretches.length > 1
        ? sql(' LIMIT ?', request.offset + request.limit + 1)
        : '',
    ),
  );
  return {
    page:
      plan.ordered && parts.length === 1
        ? concat(parts[0]!, paging(request))
        : sorted(union(parts), request.sort, paging(request)),
    total: () =>
      sums(stretches.map((part) => concat('SELECT count(*) AS n FROM ', part, ' AND ', all))),
    probe: (bound) => sums(stretches.map((part) => bounded(concat('SELECT 1 FROM ', part), bound))),
  };
}

/** The records of a scope, by the index that holds them together. */
function range({ collection, ownerId }: Scope): Sql {
  return ownerId === undefined
    ? sql('INDEXED BY records_by_id WHERE r.collection = ?', collection)
    : sql(
        'INDEXED BY records_by_owner WHERE r.owner_id = ? AND r.collection = ?',
        ownerId,
        collection,
      );
}

/** One stretch of an index, joined with its records in this order and no other. */
function stretch(scope: Scope, plan: IndexPlan, values: IndexPlan['branches'][number]): Sql {
  const { collection, ownerId } = scope;
  const table = ownerId === undefined ? 'index_by_value' : 'index_by_owner';
  const next = `i.v${values.length + 1}`;
  return concat(
    sql(
      `${table} i CROSS JOIN records r ON r.collection = ? AND r.id = i.record_id
       WHERE i.index_id = ?`,
      collection,
      plan.index.id,
    ),
    ownerId === undefined ? '' : sql(' AND i.owner_id = ?', ownerId),
    ...values.map((value, at) => sql(` AND i.v${at + 1} = ?`, value)),
    // Where all fields are given, the id comes next.
    ...(values.length < plan.index.keys.length ? [] : PLACES.slice(values.length)).map(
      (place) => ` AND i.${place} = 0`,
    ),
    ...plan.range.map((condition) => concat(' AND ', bound(next, condition))),
  );
}

/** Bounds that hold for every value that fulfils the condition, and for few others. */
function bound(key: string, { op, kind, values }: IndexCondition): Sql {
  const value = toParameter(values[0]!);
  const kept = kind === 'string' ? sql(`${key} >= ''`) : sql(`${key} > ${LOWEST} AND ${key} < ''`);
  switch (op) {
    case 'gt':
      return and(sql(`${key} > ?`, value), kept);
    case 'gte':
    case 'startsWith':
      return and(sql(`${key} >= ?`, value), kept);
    case 'lt':
      return and(sql(`${key} < ?`, value), kept);
    case 'lte':
      return and(sql(`${key} <= ?`, value), kept);
    case 'in':
      return kept;
  }
}

/** Where in the index the page begins; the exact place is told by the sort keys themselves. */
function resume(request: ListRequest, plan: IndexPlan): Sql {
  if (request.after === undefined || !plan.ordered) return TRUE;
  const fixed = plan.branches[0]!.length;
  const [first] = orderKeys(request.sort, plan.index.keys.slice(0, fixed));
  const position = request.after[request.sort.indexOf(first!)] ?? null;
  const key = fixed < plan.index.keys.length ? PLACES[fixed]! : 'record_id';
  const compared = `i.${key} ${first!.descending ? '<=' : '>='}`;
  if (position === null) return sql(`${compared} ${LOWEST}`);
  // Half of a surrogate pair cannot be bound as it is stored.
  if (typeof position === 'string' && !position.isWellFormed()) return TRUE;
  return sql(`${compared} ?`, toParameter(position));
}

const afterOf = ({ after, sort }: ListRequest): Sql =>
  after === undefined ? TRUE : compileAfter(sort, after);

const paging = ({ limit, offset }: ListRequest): Sql => sql(' LIMIT ? OFFSET ?', limit + 1, offset);

/** Sorts places first and fetches whole records last, so that sorting carries no data. */
function sorted(places: Sql, sort: Sort, page: Sql = TRUE): Sql {
  return concat(
    `SELECT ${SQL.columns} FROM (`,
    places,
    ') p CROSS JOIN records r ON r.rowid = p.place ORDER BY ',
    compileSort(sort),
    page === TRUE ? '' : page,
  );
}

const union = (parts: readonly Sql[]): Sql =>
  concat(
    ...parts.flatMap((part, at) => [
      at === 0 ? 'SELECT * FROM (' : ' UNION ALL SELECT * FROM (',
      part,
      ')',
    ]),
  );

const bounded = (select: Sql, bound: number): Sql =>
  concat('SELECT count(*) AS n FROM (', select, sql(' LIMIT ?)', bound));

const sums = (counts: readonly Sql[]): Sql =>
  counts.length === 1 ? counts[0]! : concat('SELECT sum(n) AS n FROM (', union(counts), ')');
