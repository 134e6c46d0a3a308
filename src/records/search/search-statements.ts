import { and, concat, type Sql, sql, TRUE } from '../../filter/sql.js';
import { type ListStatements, plainStatements, type Scope } from '../list/list-statements.js';
import type { ListRequest } from '../list/list-request.js';
import { SQL } from '../records.sql.js';
import type { FoundAt } from './search-cursor.js';
import { matchAny, matchByLevel } from './tokens.js';
import type { Level } from './words.js';

/** The words of a search and the part of the index in which they are looked for. */
export interface AskedSearch {
  words: readonly string[];
  scope: string;
  /** Where the page before ended. */
  after: FoundAt | undefined;
}

const FROM = 'search_words f CROSS JOIN search_documents d ON d.doc = f.rowid';

/** What the levels are called within a statement. */
const PARTS: Record<Level, string> = { 3: 'best', 2: 'good', 1: 'rest' };

/**
 * A list in the order of what fits best. Each level gives its records in the order of creation, so
 * it stops at the end of the page, however many records have the words; and it is looked at only
 * where those above do not fill the page.
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
  const levels = matchByLevel(asked.words, asked.scope).filter(
    ({ level }) => after === undefined || level <= after.level,
  );
  const parts = levels.map(({ level, match }, at) =>
    concat(
      at === 0 ? 'WITH ' : ', ',
      PARTS[level],
      sql(' AS MATERIALIZED (SELECT ? AS level, d.doc AS doc, r.rowid AS place FROM ', level),
      wanting(
        rows,
        levels.slice(0, at).map((above) => PARTS[above.level]),
      ),
      found(scope, match),
      after?.level === level ? sql(' AND f.rowid > ?', BigInt(after.doc)) : '',
      concat(' AND ', all),
      sql(' ORDER BY f.rowid LIMIT ?)', rows),
    ),
  );
  const places = levels.map(({ level }) => `SELECT * FROM ${PARTS[level]}`).join(' UNION ALL ');
  const any = matchAny(asked.words, asked.scope);
  return {
    page: concat(
      ...parts,
      ` SELECT ${SQL.columns}, p.level AS level, CAST(p.doc AS TEXT) AS doc FROM (`,
      places,
      ') p CROSS JOIN records r ON r.rowid = p.place ORDER BY p.level DESC, p.doc',
      sql(' LIMIT ? OFFSET ?', request.limit + 1, request.offset),
    ),
    // The index holds exactly the records of a scope: where nothing else is asked, it counts alone.
    total:
      all === TRUE
        ? sql('SELECT count(*) AS n FROM search_words WHERE search_words MATCH ?', any)
        : concat('SELECT count(*) AS n FROM ', found(scope, any), ' AND ', all),
    probe: plainStatements(scope, request, filter).probe,
  };
}

/** A table to go through first, which is empty where the levels above have given enough. */
function wanting(rows: number, above: readonly string[]): Sql {
  if (above.length === 0) return sql('');
  const given = above.map((part) => `(SELECT count(*) FROM ${part})`).join(' + ');
  return concat('(SELECT 1 WHERE ', given, sql(' < ?) CROSS JOIN ', rows));
}

/** A search as a condition, for lists that are sorted by something else. */
export function searchCondition({ words, scope }: AskedSearch): Sql {
  return concat(
    `r.id IN (SELECT d.record_id FROM ${FROM} `,
    sql('WHERE f.search_words MATCH ?)', matchAny(words, scope)),
  );
}

function found({ collection, ownerId }: Scope, match: string): Sql {
  return concat(
    `${FROM} CROSS JOIN records r ON `,
    sql('r.collection = ? AND r.id = d.record_id', collection),
    ownerId === undefined ? '' : sql(' AND r.owner_id = ?', ownerId),
    sql(' WHERE f.search_words MATCH ?', match),
  );
}
