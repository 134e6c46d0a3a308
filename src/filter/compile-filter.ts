import type { Filter, GrantLevel, Node } from './ast.js';
import { compileTest, type Leaf } from './compile-test.js';
import type { Environment } from './environment.js';
import { askedOf } from './guests.js';
import { and, concat, FALSE, or, type Sql, TRUE } from './sql.js';

/** Where the SQL finds things. The record's columns are `r.id, r.owner_id, r.created_at, r.updated_at`. */
export interface Source {
  /** The expression that is the JSON document of the record. */
  readonly data: string;
  /** Whether the record of the row is granted to one of the principals (a JSON array of names). */
  readonly granted?: (level: GrantLevel, principals: string) => Sql;
}

export const RECORDS: Source = { data: 'r.data' };

/**
 * Turns a filter or a rule into a condition over the alias `r`. All that comes from outside is a
 * bound value, so the text depends on the shape of the filter alone (and on whether a value could be
 * taken for another one).
 */
export function compileFilter(filter: Filter, env: Environment, source: Source = RECORDS): Sql {
  return compileNode(askedOf(filter, env), true, { filter, env, source });
}

/** The names under which grants know a user. */
export function principalsOf(user: Environment['user']): readonly string[] {
  return user === undefined
    ? []
    : [`user:${user.id}`, ...user.groups.map((group) => `group:${group}`)];
}

interface Compilation {
  readonly filter: Filter;
  readonly env: Environment;
  readonly source: Source;
}

/** The condition under which the node is decided as `want`; `$not` only turns that round. */
function compileNode(node: Node, want: boolean, on: Compilation): Sql {
  switch (node.type) {
    case 'constant':
      return node.value === want ? TRUE : FALSE;
    case 'public':
      return want ? TRUE : FALSE;
    case 'not':
      return compileNode(node.node, !want, on);
    case 'all':
    case 'any': {
      const parts = node.nodes.map((child) => compileNode(child, want, on));
      return (node.type === 'all') === want ? and(...parts) : or(...parts);
    }
    case 'granted':
      return decide(grantedLeaf(node.level, on), want, on.filter.mode);
    case 'test':
      return decide(compileTest(node.test, on.env, on.source.data), want, on.filter.mode);
  }
}

function decide(leaf: Leaf, want: boolean, mode: Filter['mode']): Sql {
  const { decides, holds, both = and(decides, holds) } = leaf;
  if (want) return both;
  return mode === 'rule' ? and(decides, negate(holds)) : negate(both);
}

function negate(condition: Sql): Sql {
  if (condition === TRUE) return FALSE;
  if (condition === FALSE) return TRUE;
  return concat('(', condition, ') IS NOT TRUE');
}

function grantedLeaf(level: GrantLevel, { env, source }: Compilation): Leaf {
  if (source.granted === undefined) throw new Error('There are no grants here');
  const principals = principalsOf(env.user);
  if (principals.length === 0) return { decides: FALSE, holds: FALSE };
  const holds = concat('(', source.granted(level, JSON.stringify(principals)), ')');
  return { decides: TRUE, holds };
}
