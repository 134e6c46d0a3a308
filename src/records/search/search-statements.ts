import { and, concat, type Sql, sql, TRUE } from '../../filter/sql.js';
import { type ListStatements, plainStatements, type Scope } from '../list/list-statements.js';
import type { ListRequest } from '../list/list-request.js';
import { SQL } from '../records.sql.js';
import type { FoundAt } from './search-cursor.js';
import { matchAny, matchByFit } from './tokens.js';

/** The words of a search and the part of the index in which they are looked for. */
export interface AskedSearch {
  words: readonly string[];
  scope: string;
  /** Where the page before ended. */
  after: FoundAt | undefined;
}

const FROM = 'search_words f CROSS JOIN search_documents d ON d.doc = f.rowid';

/**
 * A list in the order of what fits best. Each part gives its records in the order of creation, so
 * it stops at the end of the page, however many records have the words; and it is looked at only
 * where those before it do not fill the page.
 */
export function searchStatements(
  scope: Scope,
  request: ListRequest,
  filter: Sql,
  asked: AskedSearch,
): ListStatements {
  const { after } = asked;
  const all = and(scope.rule, filter);
  const rows = request.offset + request.limit + 1;
  const fits = matchByFit(asked.words, asked.scope).filter(
    ({ fit }) => after === undefined || fit <= after.fit,
  );
  const names = fits.map(({ fit }) => `fit_${fit}`);
  const parts = fits.map(({ fit, match }, at) =>
    concat(
      `${at === 0 ? 'WITH' : ','} ${names[at]} AS MATERIALIZED (`,
      sql('SELECT ? AS fit, d.doc AS doc, r.rowid AS place FROM ', fit),
      found(scope, whereWanted(match, rows, names.slice(0, at))),
      after?.fit === fit ? sql(' AND f.rowid > ?', BigInt(after.doc)) : '',
      concat(' AND ', all),
      sql(' ORDER BY f.rowid LIMIT ?)', rows),
    ),
  );
  const places = names.map((name) => `SELECT * FROM ${name}`).join(' UNION ALL ');
  const any = matchAny(asked.words, asked.scope);
  return {
    page: concat(
      ...parts,
      ` SELECT ${SQL.columns}, p.fit AS fit, CAST(p.doc AS TEXT) AS doc FROM (`,
      places,
      ') p CROSS JOIN records r ON r.rowid = p.place ORDER BY p.fit DESC, p.doc',
      sql(' LIMIT ? OFFSET ?', request.limit + 1, request.offset),
    ),
    // The index holds exactly the records of a scope: where nothing else is asked, it counts alone.
    total: () =>
      all === TRUE
        ? sql('SELECT count(*) AS n FROM search_words WHERE search_words MATCH ?', any)
        : concat('SELECT count(*) AS n FROM ', found(scope, sql('?', any)), ' AND ', all),
    probe: plainStatements(scope, request, filter).probe,
  };
}

/** Matches nothing: no word in the index is as short as this. */
const NOTHING = '"none"';

/**
 * What to match where the parts before have not given enough, else nothing. A condition of its own
 * would come after the index has been opened, and a table to go through first would take the order
 * away that the index has.
 */
function whereWanted(match: string, rows: number, before: readonly string[]): Sql {
  if (before.length === 0) return sql('?', match);
  const given = before.map((name) => `(SELECT count(*) FROM ${name})`).join(' + ');
  return sql(`(CASE WHEN ${given} < ? THEN ? ELSE '${NOTHING}' END)`, rows, match);
}

/** A search as a condition, for lists that are sorted by something else. */
export function searchCondition({ words, scope }: AskedSearch): Sql {
  return concat(
    `r.id IN (SELECT d.record_id FROM ${FROM} `,
    sql('WHERE f.search_words MATCH ?)', matchAny(words, scope)),
  );
}

function found({ collection, ownerId }: Scope, match: Sql): Sql {
  return concat(
    `${FROM} CROSS JOIN records r ON `,
    sql('r.collection = ? AND r.id = d.record_id', collection),
    ownerId === undefined ? '' : sql(' AND r.owner_id = ?', ownerId),
    concat(' WHERE f.search_words MATCH ', match),
  );
}
