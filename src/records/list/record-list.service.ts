import { Injectable } from '@nestjs/common';
import type { ListRecords } from '@appbase-pfe/types';
import type { Caller, RequestContext } from '../../access/caller.js';
import type { Connection } from '../../database/connection.js';
import { Database } from '../../database/database.js';
import { compileFilter } from '../../filter/compile-filter.js';
import { encodeCursor } from '../../filter/cursor.js';
import { indexConditions } from '../../filter/indexable.js';
import { and, FALSE, type Sql } from '../../filter/sql.js';
import { Expansions, withExpanded } from '../expand/expansions.js';
import { IndexesService } from '../indexes/indexes.service.js';
import { countConditions, type IndexPlan, planIndex } from '../indexes/index-plan.js';
import { RecordGate, type RecordRule } from '../record-gate.js';
import { type RecordAnswer, type RecordRow, recordJson, toFilterRecord } from '../record-json.js';
import type { FoundAt } from '../search/search-cursor.js';
import {
  type AskedSearch,
  searchCondition,
  searchStatements,
} from '../search/search-statements.js';
import { Searches } from '../search/searches.js';
import { KnownTotals, totalKey } from './known-totals.js';
import { type ListRequest, parseList } from './list-request.js';
import {
  indexStatements,
  type ListStatements,
  plainStatements,
  type Scope,
} from './list-statements.js';
import { project } from './projection.js';

/** How many records the main thread looks through, and how many places in an index it counts. */
const LOOK_THROUGH = 200;
const COUNT = 5000;
/** Further than this it does not page by offset. */
const SKIP = 1000;

/** Found by a search, a row also says at which place. */
type FoundRow = RecordRow & Partial<FoundAt>;

interface Found {
  rows: FoundRow[];
  total: number | undefined;
}

/** A list with the way to run it. */
interface Prepared {
  statements: ListStatements;
  /** The page comes from an index, in order and with hardly a record looked at in vain. */
  direct: boolean;
  /** The total needs no look at any record. */
  countable: boolean;
  /**
   * A total may be kept until a record of the collection changes. Only where nothing is hidden: a
   * count that has to be made anew would tell by its time that a record changed that is not seen.
   */
  lasting: boolean;
}

/** Pages of records. Filter, sort, paging and totals run in SQL. */
@Injectable()
export class RecordListService {
  constructor(
    private readonly database: Database,
    private readonly gate: RecordGate,
    private readonly indexes: IndexesService,
    private readonly searches: Searches,
    private readonly expansions: Expansions,
    private readonly totals: KnownTotals,
  ) {}

  async list(
    context: RequestContext,
    collection: string,
    query: ListRecords,
  ): Promise<RecordAnswer> {
    const request = parseList(query);
    const prepared = this.prepare(context, collection, request);
    const steps =
      query.expand === undefined
        ? undefined
        : this.expansions.plan(context.caller, collection, query.expand);
    const { rows, total } =
      this.findNow(prepared, request) ??
      (await this.findElsewhere(context.caller, collection, prepared, request));
    const expanded =
      steps && this.database.read((db) => this.expansions.of(db, steps, shown(request, rows)));
    const cursor = (row: FoundRow) => this.cursorBehind(request, row);
    return { json: pageJson(request, { rows, total }, expanded, cursor) };
  }

  private prepare(context: RequestContext, collection: string, request: ListRequest): Prepared {
    const rule = this.gate.rule(context.caller, collection, 'read');
    const env = this.gate.environment();
    const ownerId = rule.kind === 'owner' ? rule.ownerId : undefined;
    const scope: Scope = { collection, ownerId, rule: this.gate.where(rule, collection) };
    const search = this.search(rule, collection, request);
    const filter = compileFilter(request.filter, env);
    const asked =
      countConditions(request.filter) + (rule.kind === 'filter' ? countConditions(rule.filter) : 0);
    const plain = asked === 0 && (scope.rule === FALSE || scope.rule.values.length === 0);
    const lasting = rule.kind === 'all';
    if (search !== undefined && request.ranked) {
      const statements = searchStatements(scope, request, filter, search);
      const direct = plain && request.offset <= SKIP;
      return { statements, direct, countable: plain, lasting };
    }
    const narrowed = search === undefined ? filter : and(filter, searchCondition(search));
    const conditions = [...indexConditions(request.filter, env), ...this.gate.conditions(rule)];
    const more = search === undefined ? 0 : 1;
    const plan = planIndex(this.indexes.ready(collection), conditions, asked + more, request.sort);
    const statements =
      plan === undefined
        ? plainStatements(scope, request, narrowed)
        : indexStatements(scope, request, narrowed, plan);
    const simple = plain && search === undefined;
    return {
      statements,
      direct: isDirect(plan, simple, request),
      countable: plan === undefined && simple,
      lasting,
    };
  }

  /** Where nothing may be read, a search tells not even whether there is one. */
  private search(
    rule: RecordRule,
    collection: string,
    { search, ranked, cursor }: ListRequest,
  ): AskedSearch | undefined {
    if (search === undefined || rule.kind === 'none') return undefined;
    return this.searches.ask(rule, collection, search, ranked ? cursor : undefined);
  }

  private cursorBehind({ sort, search }: ListRequest, row: FoundRow): string {
    const { fit, doc } = row;
    return search === undefined || fit === undefined || doc === undefined
      ? encodeCursor(sort, toFilterRecord(row))
      : this.searches.cursorBehind(search, { fit, doc });
  }

  /** Answers from the main thread when that is quick, whatever else there is in the database. */
  private findNow(prepared: Prepared, request: ListRequest): Found | undefined {
    const { statements, direct, countable } = prepared;
    return this.database.read((db) => {
      const bound = countable ? COUNT : LOOK_THROUGH;
      // A search stops at the end of its page only where enough fits well: it looks at all that fit
      // less, to see that they are no better.
      const needsProbe = request.total || request.ranked || !direct;
      const size = needsProbe ? numberOf(db, statements.probe(bound + 1)) : 0;
      if (size > bound || (!direct && size > LOOK_THROUGH)) return undefined;
      const rows = db.all<FoundRow>(statements.page.sql, ...statements.page.values);
      return { rows, total: request.total ? numberOf(db, statements.total()) : undefined };
    });
  }

  private async findElsewhere(
    caller: Caller,
    collection: string,
    prepared: Prepared,
    request: ListRequest,
  ): Promise<Found> {
    const { page, total } = prepared.statements;
    if (!request.total) return { rows: (await this.readLong(page))[0]!, total: undefined };
    const count = total();
    const totals = prepared.lasting ? this.totals.of(collection) : undefined;
    const key = totals && totalKey(caller, count);
    const known = key === undefined ? undefined : totals?.get(key);
    if (totals !== undefined && known !== undefined) {
      const [rows] = await this.readLong(page);
      // A page and its total agree.
      if (this.totals.areCurrent(collection, totals)) return { rows: rows!, total: known };
    }
    const [rows, counted] = await this.readLong(page, count);
    const { n } = counted![0] as unknown as { n: number };
    if (key !== undefined) totals!.set(key, n);
    return { rows: rows!, total: n };
  }

  private async readLong(...statements: Sql[]): Promise<FoundRow[][]> {
    const found = await this.database.readLong(
      statements.map(({ sql, values }) => ({ sql, values: [...values] })),
    );
    return found as unknown as FoundRow[][];
  }
}

function isDirect(plan: IndexPlan | undefined, plain: boolean, request: ListRequest): boolean {
  if (request.offset > SKIP) return false;
  if (plan === undefined) return plain && request.sort.length === 1;
  return plan.ordered && plan.exact;
}

const numberOf = (db: Connection, { sql, values }: Sql): number =>
  db.get<{ n: number }>(sql, ...values)!.n;

/** One row more than the page holds was read. */
const shown = ({ limit }: ListRequest, found: FoundRow[]) => found.slice(0, limit);

function pageJson(
  request: ListRequest,
  { rows: found, total }: Found,
  expanded: readonly string[] | undefined,
  cursorBehind: (row: FoundRow) => string,
): string {
  const rows = shown(request, found);
  const last = rows.at(-1);
  const { projection } = request;
  const items = rows.map((row, at) =>
    withExpanded(
      projection === undefined ? recordJson(row) : project(projection, row),
      expanded?.[at],
    ),
  );
  const next =
    found.length > rows.length && last !== undefined ? `,"nextCursor":"${cursorBehind(last)}"` : '';
  const count = total === undefined ? '' : `,"total":${total}`;
  return `{"items":[${items.join(',')}]${count}${next}}`;
}
