import { errors } from '../common/errors.js';
import { ALWAYS, type Field, type Filter, NEVER, type Node } from './ast.js';
import { MAX_DEPTH, ParseState } from './parse-state.js';
import { ownField, parsePath } from './field.js';
import { isObject, parseCondition } from './parse-condition.js';
import { parseJson } from './parse-json.js';

const LEVELS = ['read', 'write'] as const;

/**
 * Parses the `filter` of a list, a subscription or an aggregate: a JSON object, or its text.
 * `undefined` is the filter that finds everything.
 *
 * @throws AppError `VALIDATION_ERROR` naming the part that cannot be understood
 */
export function parseFilter(input: unknown, path = 'filter'): Filter {
  if (input === undefined) return { mode: 'filter', root: ALWAYS };
  const state = new ParseState('filter');
  const read = typeof input === 'string' ? parseJson(input, path) : undefined;
  const root = parseNode(read === undefined ? input : read.value, path, 0, state);
  read?.refuseDoubleKeys();
  return { mode: 'filter', root };
}

/**
 * Parses one rule of `access`: `true`, `false`, or a filter that may also say `$user`, `$now`,
 * `$granted` and `$public`.
 *
 * @throws AppError `VALIDATION_ERROR` naming the part that cannot be understood
 */
export function parseRule(input: unknown, path = 'rule'): Filter {
  if (typeof input === 'boolean') return { mode: 'rule', root: input ? ALWAYS : NEVER };
  return { mode: 'rule', root: parseNode(input, path, 0, new ParseState('rule')) };
}

function parseNode(input: unknown, path: string, depth: number, state: ParseState): Node {
  if (!isObject(input)) throw errors.invalid(path, 'must be a JSON object');
  if (depth > MAX_DEPTH) throw errors.invalid(path, `is nested deeper than ${MAX_DEPTH}`);
  const entries = Object.entries(input);
  if (entries.length === 0) {
    if (state.mode === 'filter' && depth === 0) return ALWAYS;
    throw errors.invalid(path, 'is empty: say what it asks for');
  }
  return all(entries.flatMap(([key, value]) => parseEntry(key, value, path, depth, state)));
}

function parseEntry(
  key: string,
  value: unknown,
  parent: string,
  depth: number,
  state: ParseState,
): readonly Node[] {
  const path = `${parent}.${key}`;
  switch (key) {
    case '$and':
    case '$or': {
      if (!Array.isArray(value) || value.length === 0) {
        throw errors.invalid(path, 'must be a list of at least one filter');
      }
      const nodes = value.map((item, index) =>
        parseNode(item, `${path}.${index}`, depth + 1, state),
      );
      return [{ type: key === '$and' ? 'all' : 'any', nodes }];
    }
    case '$not':
      return [{ type: 'not', node: parseNode(value, path, depth + 1, state) }];
    case '$granted': {
      state.onlyInRules(path);
      const level = LEVELS.find((known) => known === value);
      if (level === undefined) throw errors.invalid(path, 'must be "read" or "write"');
      return [{ type: 'granted', level }];
    }
    case '$public':
      state.onlyInRules(path);
      if (value !== true) throw errors.invalid(path, 'can only be true');
      return [{ type: 'public' }];
    default:
      return parseCondition(fieldOf(key, path), value, path, state);
  }
}

function fieldOf(key: string, path: string): Field {
  if (key.startsWith('$')) {
    const own = ownField(key.slice(1));
    if (own === undefined) throw errors.invalid(path, 'is not a known operator or field');
    return { own };
  }
  const parsed = parsePath(key);
  if ('reason' in parsed) throw errors.invalid(path, parsed.reason);
  return { path: parsed };
}

const all = (nodes: readonly Node[]): Node =>
  nodes.length === 1 ? nodes[0]! : { type: 'all', nodes };
