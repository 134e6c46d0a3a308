import type { Comparison, Field, OwnField, Test } from './ast.js';
import { type Environment, resolve } from './environment.js';
import { jsonPath } from './field.js';
import { type JsonValue, type Kind, kindOf } from './json.js';
import { and, concat, FALSE, or, type Sql, sql, sqlNumber, TRUE } from './sql.js';

/** A condition in two halves: whether it decides at all, and, if it does, whether it holds. */
export interface Leaf {
  readonly decides: Sql;
  readonly holds: Sql;
  /** Both at once (never NULL), where one look at the record tells both. */
  readonly both?: Sql;
}

const UNKNOWN: Leaf = { decides: FALSE, holds: FALSE };
const SYMBOL: Record<Comparison, string> = { gt: '>', gte: '>=', lt: '<', lte: '<=' };
const COLUMN: Record<OwnField, string> = {
  id: 'r.id',
  ownerId: 'r.owner_id',
  createdAt: 'r.created_at',
  updatedAt: 'r.updated_at',
};

export function compileTest(test: Test, env: Environment, data: string): Leaf {
  const at = access(test.field, data);
  if (test.op === 'exists') return { decides: TRUE, holds: at.exists };
  const operands = test.op === 'in' ? test.operands : [test.operand];
  const values = operands.flatMap((operand) => resolve(operand, test.field, env));
  if (values.length === 0) return UNKNOWN;
  switch (test.op) {
    case 'in':
    case 'eq':
      return oneOf(at, values);
    case 'contains':
      return contains(at, values[0]!);
    case 'startsWith':
      return {
        decides: at.is('string'),
        holds: concat('instr(', at.value, ', ', bind(values[0]!), ') = 1'),
      };
    default: {
      const [value] = values as [JsonValue];
      const holds = concat(at.value, ` ${SYMBOL[test.op]} `, bind(value));
      return { decides: at.is(kindOf(value)), holds };
    }
  }
}

/** How a field is reached in SQL. Every condition here is 0 or 1, never NULL. */
interface Access {
  exists: Sql;
  /** The value, where it is a string or a number. */
  value: Sql;
  is(kind: Kind): Sql;
  isTrue: Sql;
  /** The elements of an array, one row each with `type` and `value`. */
  elements: Sql;
  /** Whether it is a part of a JSON document, which may hold anything. */
  isDocument: boolean;
  /** A field or element of the value. */
  child(part: string | number): Access;
}

function access(field: Field, data: string): Access {
  if (field.path !== undefined) return accessJson(field.path, data);
  const column = COLUMN[field.own];
  const exists = field.own === 'ownerId' ? sql(`${column} IS NOT NULL`) : TRUE;
  const never = () => {
    throw new Error(`${field.own} is no document`);
  };
  // The parser has seen to it that the operand is of the column's kind.
  return {
    exists,
    value: sql(column),
    is: () => exists,
    isTrue: FALSE,
    elements: FALSE,
    isDocument: false,
    child: never,
  };
}

function accessJson(path: readonly (string | number)[], data: string): Access {
  const at = jsonPath(path);
  const type = sql(`json_type(${data}, ?)`, at);
  return {
    exists: concat(type, ' IS NOT NULL'),
    value: sql(`json_extract(${data}, ?)`, at),
    is: (kind) => {
      if (kind === 'number') return concat('(', type, " IN ('integer', 'real')) IS TRUE");
      if (kind === 'boolean') return concat('(', type, " IN ('true', 'false')) IS TRUE");
      return concat(type, ` IS '${kind === 'string' ? 'text' : kind}'`);
    },
    isTrue: concat(type, " IS 'true'"),
    elements: sql(`json_each(${data}, ?)`, at),
    isDocument: true,
    child: (part) => accessJson([...path, part], data),
  };
}

/** Equality with one of the values, kind by kind; texts and numbers of a list travel as one value. */
function oneOf(at: Access, values: readonly JsonValue[]): Leaf {
  const kinds = [...new Set(values.map(kindOf))];
  const leaves = kinds.map((kind): Leaf => {
    const same = values.filter((value) => kindOf(value) === kind);
    if (kind === 'null') return { decides: at.exists, holds: at.is('null') };
    const decides = at.is(kind);
    if (kind === 'string' || kind === 'number') {
      const leaf = { decides, holds: scalarIn(at, same) };
      return at.isDocument && same.every(isUnmistakable)
        ? { ...leaf, both: isScalarIn(at, same) }
        : leaf;
    }
    return { decides, holds: or(...same.map((value) => equals(at, value))) };
  });
  if (leaves.length === 1) return leaves[0]!;
  return {
    decides: or(...leaves.map((leaf) => leaf.decides)),
    holds: or(...leaves.map((leaf) => and(leaf.decides, leaf.holds))),
  };
}

function scalarIn(at: Access, values: readonly JsonValue[]): Sql {
  if (values.length === 1) return concat(at.value, ' = ', bind(values[0]!));
  return concat(at.value, sql(' IN (SELECT value FROM json_each(?))', JSON.stringify(values)));
}

/** The same, never NULL. */
function isScalarIn(at: Access, values: readonly JsonValue[]): Sql {
  if (values.length === 1) return concat(at.value, ' IS ', bind(values[0]!));
  return concat('(', scalarIn(at, values), ') IS TRUE');
}

/**
 * Whether what SQLite extracts from a document is this value only where the document holds it: lists
 * and objects come as their JSON text, booleans as 0 and 1.
 */
function isUnmistakable(value: JsonValue): boolean {
  return typeof value === 'string' ? !/^[[{]/.test(value) : value !== 0 && value !== 1;
}

/** Exact equality, kind included. */
function equals(at: Access, value: JsonValue): Sql {
  if (value === true) return at.isTrue;
  if (typeof value !== 'object' || value === null) {
    const kind = kindOf(value);
    if (kind === 'null') return at.is('null');
    if (kind === 'boolean') return and(at.is('boolean'), concat('NOT ', at.isTrue));
    return and(at.is(kind), scalarIn(at, [value]));
  }
  const entries: [string | number, JsonValue][] = Array.isArray(value)
    ? value.map((item: JsonValue, index) => [index, item])
    : Object.entries(value);
  return and(
    at.is(kindOf(value)),
    concat('(SELECT count(*) FROM ', at.elements, sql(') = ?', entries.length)),
    ...entries.map(([part, item]) => equals(at.child(part), item)),
  );
}

/** A part of a text, or an element of a list. */
function contains(at: Access, value: JsonValue): Leaf {
  const element = concat('EXISTS (SELECT 1 FROM ', at.elements, ' e WHERE ', elementIs(value), ')');
  if (typeof value !== 'string') return { decides: at.is('array'), holds: element };
  const part = concat('instr(', at.value, ', ', bind(value), ') > 0');
  if (at.elements === FALSE) return { decides: at.exists, holds: part };
  return {
    decides: or(at.is('string'), at.is('array')),
    holds: or(and(at.is('string'), part), and(at.is('array'), element)),
  };
}

function elementIs(value: JsonValue): Sql {
  if (typeof value === 'boolean') return sql(`e.type = '${value}'`);
  const type = typeof value === 'number' ? "e.type IN ('integer', 'real')" : "e.type = 'text'";
  return concat(`${type} AND e.value = `, bind(value));
}

function bind(value: JsonValue): Sql {
  return sql('?', typeof value === 'number' ? sqlNumber(value) : (value as string));
}
