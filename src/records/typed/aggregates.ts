import { Injectable } from '@nestjs/common';
import { type Aggregate, type AggregateView, MAX_GROUPS, type Measure } from '@appbase-pfe/types';
import type { RequestContext } from '../../access/caller.js';
import { errors } from '../../common/errors.js';
import { Database } from '../../database/database.js';
import type { Field } from '../../filter/ast.js';
import { compileFilter } from '../../filter/compile-filter.js';
import { jsonPath, ownField, parsePath } from '../../filter/field.js';
import { parseFilter } from '../../filter/parse-filter.js';
import { sortTerm } from '../../filter/sort.js';
import { concat, type Sql, sql } from '../../filter/sql.js';
import { RecordGate } from '../record-gate.js';

/** Counts and sums, off the main thread, over what the caller may read. */
@Injectable()
export class Aggregates {
  constructor(
    private readonly database: Database,
    private readonly gate: RecordGate,
  ) {}

  async run(
    context: RequestContext,
    collection: string,
    { filter, groupBy = [], measures }: Aggregate,
  ): Promise<AggregateView> {
    const names = [groupBy].flat();
    const groups = names.map((name, at) => parseField(name, `groupBy.${at}`));
    const values = Object.entries(measures).map(([name, measure]) =>
      measureTerm(measure, `measures.${name}`),
    );
    const statement = concat(
      'SELECT ',
      ...groups.flatMap((field, at) => [groupTerm(field), ` AS g${at}, `]),
      ...values.flatMap((value, at) => [at === 0 ? '' : ', ', value, ` AS m${at}`]),
      ' FROM records r WHERE ',
      this.where(context, collection, filter),
      groups.length === 0 ? '' : ` GROUP BY ${groups.map((_, at) => `g${at}`).join(', ')}`,
      groups.length === 0 ? '' : ` ORDER BY ${groups.map((_, at) => `g${at}`).join(', ')}`,
      ` LIMIT ${MAX_GROUPS + 1}`,
    );
    const [rows] = await this.database.readLong([
      { sql: statement.sql, values: [...statement.values] },
    ]);
    if (rows!.length > MAX_GROUPS) {
      throw errors.invalid('groupBy', `makes more than ${MAX_GROUPS} groups`);
    }
    return {
      groups: rows!.map((row) => ({
        key: Object.fromEntries(names.map((name, at) => [name, groupValue(row[`g${at}`])])),
        values: Object.fromEntries(
          Object.keys(measures).map((name, at) => [name, row[`m${at}`] as number | string | null]),
        ),
      })),
    };
  }

  private where(context: RequestContext, collection: string, filter: unknown): Sql {
    const rule = this.gate.rule(context.caller, collection, 'read');
    return concat(
      sql('r.collection = ?', collection),
      rule.kind === 'owner' ? sql(' AND r.owner_id = ?', rule.ownerId) : '',
      ' AND ',
      this.gate.where(rule, collection),
      ' AND ',
      compileFilter(parseFilter(filter), this.gate.environment()),
    );
  }
}

function parseField(name: string, at: string): Field {
  const own = name.startsWith('$') ? ownField(name.slice(1)) : undefined;
  if (own !== undefined) return { own };
  const path = parsePath(name);
  if ('reason' in path) throw errors.invalid(at, `"${name}" ${path.reason}`);
  return { path };
}

/** As JSON, so that groups of different kinds are kept apart: "5" is not 5. Missing is NULL. */
function groupTerm(field: Field): Sql {
  if (field.path !== undefined) {
    // Two paths make a list of JSON, in which kinds are told apart.
    return sql('json_extract(r.data, ?, ?)', jsonPath(field.path), jsonPath(field.path));
  }
  return concat('json_array(', sortTerm({ field, descending: false }, 'r.data'), ')');
}

/** Only numbers are summed; the smallest and greatest are of numbers and strings. */
function measureTerm(measure: Measure, at: string): Sql {
  if ('$count' in measure) return sql('count(*)');
  const [[name, path]] = Object.entries(measure) as [[string, string]];
  const field = parseField(path, at);
  const value = sortTerm({ field, descending: false }, 'r.data');
  const kinds =
    name === '$min' || name === '$max' ? "'integer', 'real', 'text'" : "'integer', 'real'";
  const counted =
    field.path === undefined
      ? value
      : concat(
          sql(`CASE WHEN json_type(r.data, ?) IN (${kinds}) THEN `, jsonPath(field.path)),
          value,
          ' END',
        );
  return concat(`${name === '$sum' ? 'total' : name.slice(1)}(`, counted, ')');
}

/** The value of a group, out of the list that `groupTerm` makes. */
function groupValue(cell: unknown): unknown {
  return cell === null ? null : ((JSON.parse(cell as string) as unknown[])[0] ?? null);
}
