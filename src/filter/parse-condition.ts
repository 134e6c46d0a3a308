import { errors } from '../common/errors.js';
import type { Field, Node, Operand, Test } from './ast.js';
import { parseOperand } from './parse-operand.js';
import { MAX_LIST, type ParseState } from './parse-state.js';

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const OPERATORS = {
  $eq: (ask) => is('eq', ask),
  $ne: (ask) => not(is('eq', ask)),
  $gt: (ask) => is('gt', ask),
  $gte: (ask) => is('gte', ask),
  $lt: (ask) => is('lt', ask),
  $lte: (ask) => is('lte', ask),
  $in: (ask) => oneOf(ask),
  $nin: (ask) => not(oneOf(ask)),
  $exists: (ask) => exists(ask),
  $contains: (ask) => is('contains', ask),
  $startsWith: (ask) => is('startsWith', ask),
} satisfies Record<string, (ask: Ask) => Node>;

interface Ask {
  field: Field;
  value: unknown;
  path: string;
  state: ParseState;
}

/** Parses what is said of one field: a value to be equal to, or an object of operators. */
export function parseCondition(
  field: Field,
  value: unknown,
  path: string,
  state: ParseState,
): readonly Node[] {
  const keys = isObject(value) ? Object.keys(value) : [];
  const operators = keys.filter((key) => key.startsWith('$'));
  if (!isObject(value) || operators.length === 0 || isReference(keys, state)) {
    state.countCondition(path);
    return [is('eq', { field, value, path, state })];
  }
  return keys.map((key) => {
    const at = `${path}.${key}`;
    if (!Object.hasOwn(OPERATORS, key)) throw errors.invalid(at, 'is not a known operator');
    state.countCondition(at);
    return OPERATORS[key as keyof typeof OPERATORS]({ field, value: value[key], path: at, state });
  });
}

/** `{"$user": …}` and `{"$now": …}` are values, not operators, and only rules have them. */
const isReference = (keys: string[], state: ParseState) =>
  state.mode === 'rule' && keys.length === 1 && (keys[0] === '$user' || keys[0] === '$now');

function is(op: Exclude<Test['op'], 'in' | 'exists'>, ask: Ask): Node {
  const operand = parseOperand(ask.value, ask.field, ask.path, ask.state);
  if (operand.kind === 'groups') throw errors.invalid(ask.path, 'a list needs $in or $nin');
  checkKind(op, operand, ask);
  return test({ op, field: ask.field, operand });
}

/** Refuses a comparison that can never be true, whatever the record holds. */
function checkKind(op: Test['op'], operand: Operand, { path, field, state }: Ask): void {
  if (op === 'eq') return;
  const type = operand.kind === 'value' ? typeof operand.value : 'string';
  const textOnly = op === 'startsWith' || op === 'contains';
  if (
    field.path === undefined &&
    textOnly &&
    (field.own === 'createdAt' || field.own === 'updatedAt')
  )
    throw errors.invalid(path, 'does not apply to a time');
  const fits =
    type === 'string' ||
    (op !== 'startsWith' && type === 'number') ||
    (op === 'contains' && type === 'boolean');
  if (!fits) throw errors.invalid(path, 'cannot compare with a value of this kind');
  if (textOnly && state.mode === 'rule' && operand.kind === 'value' && operand.value === '')
    throw errors.invalid(path, 'an empty text would match everything');
}

function oneOf({ field, value, path, state }: Ask): Node {
  if (isObject(value) && state.mode === 'rule') {
    const operand = parseOperand(value, field, path, state);
    if (operand.kind === 'groups') return test({ op: 'in', field, operands: [operand] });
  }
  if (!Array.isArray(value)) throw errors.invalid(path, 'must be a list');
  if (value.length > MAX_LIST) throw errors.invalid(path, `has more than ${MAX_LIST} values`);
  if (value.length === 0 && state.mode === 'rule') throw errors.invalid(path, 'is an empty list');
  const operands = value.map((item, index) => {
    const operand = parseOperand(item, field, `${path}.${index}`, state);
    if (operand.kind === 'groups') throw errors.invalid(`${path}.${index}`, 'is a list itself');
    return operand;
  });
  return test({ op: 'in', field, operands });
}

function exists({ field, value, path }: Ask): Node {
  if (typeof value !== 'boolean') throw errors.invalid(path, 'must be true or false');
  const node = test({ op: 'exists', field });
  return value ? node : not(node);
}

const test = (value: Test): Node => ({ type: 'test', test: value });
const not = (node: Node): Node => ({ type: 'not', node });
