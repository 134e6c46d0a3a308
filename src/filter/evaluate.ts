import type { Filter, GrantLevel, Node, Test } from './ast.js';
import { principalsOf } from './compile-filter.js';
import { type Environment, resolve } from './environment.js';
import { type FilterRecord, MISSING, readField } from './field.js';
import { askedOf } from './guests.js';
import { compareText, jsonEquals, type JsonValue, kindOf } from './json.js';

/** To whom an owner has opened a record: `user:<id>` and `group:<name>`. */
export type Grants = Readonly<Record<GrantLevel, readonly string[]>>;

/** A record with what rules may ask of it. */
export type EvaluatedRecord = FilterRecord & { readonly grants?: Grants };

/** Whether a filter or rule accepts a record: the answer that `compileFilter` gives in SQL. */
export function evaluate(filter: Filter, record: EvaluatedRecord, env: Environment): boolean {
  return holds(askedOf(filter, env), true, { filter, record, env });
}

interface Evaluation {
  readonly filter: Filter;
  readonly record: EvaluatedRecord;
  readonly env: Environment;
}

/** Whether the node is decided as `want`. */
function holds(node: Node, want: boolean, on: Evaluation): boolean {
  switch (node.type) {
    case 'constant':
      return node.value === want;
    case 'public':
      return want;
    case 'not':
      return holds(node.node, !want, on);
    case 'all':
    case 'any':
      return (node.type === 'all') === want
        ? node.nodes.every((child) => holds(child, want, on))
        : node.nodes.some((child) => holds(child, want, on));
    case 'granted':
      return decide(isGranted(node.level, on), want, on.filter.mode);
    case 'test':
      return decide(ask(node.test, on), want, on.filter.mode);
  }
}

/** `undefined` is a condition that does not decide. */
function decide(answer: boolean | undefined, want: boolean, mode: Filter['mode']): boolean {
  return answer === undefined ? mode === 'filter' && !want : answer === want;
}

/** Who may change a record may read it. */
function isGranted(level: GrantLevel, { record, env }: Evaluation): boolean | undefined {
  if (env.user === undefined) return undefined;
  const { read = [], write = [] } = record.grants ?? {};
  const granted = level === 'write' ? write : [...read, ...write];
  return principalsOf(env.user).some((principal) => granted.includes(principal));
}

function ask(test: Test, { record, env }: Evaluation): boolean | undefined {
  const stored = readField(record, test.field);
  if (test.op === 'exists') return stored !== MISSING;
  if (stored === MISSING) return undefined;
  const operands = test.op === 'in' ? test.operands : [test.operand];
  const values = operands.flatMap((operand) => resolve(operand, test.field, env));
  const comparable = values.filter((value) => isComparable(stored, value, test.op));
  if (comparable.length === 0) return undefined;
  return comparable.some((value) => compare(test.op, stored, value));
}

function isComparable(stored: unknown, value: JsonValue, op: Test['op']): boolean {
  if (op === 'contains') {
    return Array.isArray(stored) || (typeof stored === 'string' && typeof value === 'string');
  }
  return value === null || kindOf(stored) === kindOf(value);
}

function compare(op: Test['op'], stored: unknown, value: JsonValue): boolean {
  switch (op) {
    case 'contains':
      return Array.isArray(stored)
        ? stored.some((item) => jsonEquals(item, value))
        : (stored as string).includes(value as string);
    case 'startsWith':
      return (stored as string).startsWith(value as string);
    case 'gt':
      return order(stored, value) > 0;
    case 'gte':
      return order(stored, value) >= 0;
    case 'lt':
      return order(stored, value) < 0;
    case 'lte':
      return order(stored, value) <= 0;
    default:
      return jsonEquals(stored, value);
  }
}

/** Orders two numbers or two strings. */
function order(left: unknown, right: unknown): number {
  return typeof left === 'number'
    ? left - (right as number)
    : compareText(left as string, right as string);
}
