import { errors } from '../common/errors.js';
import type { Field, Operand } from './ast.js';
import { isTime } from './field.js';
import type { JsonValue } from './json.js';
import { MAX_DEPTH, type ParseState } from './parse-state.js';

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
const OFFSET = /^([+-]?)(\d{1,6})([smhdw])$/;
const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Parses what a condition compares with. */
export function parseOperand(
  input: unknown,
  field: Field,
  path: string,
  state: ParseState,
): Operand {
  const reference = state.mode === 'rule' ? parseReference(input, path) : undefined;
  if (field.path === undefined) return ownOperand(reference, input, field.own, path, state);
  return reference ?? { kind: 'value', value: literal(input, path, 0, state) };
}

function parseReference(input: unknown, path: string): Operand | undefined {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return undefined;
  const entries = Object.entries(input);
  const [key, value] = entries[0] ?? [];
  if (entries.length !== 1 || (key !== '$user' && key !== '$now')) return undefined;
  if (key === '$now') return { kind: 'now', offsetMs: parseOffset(value, `${path}.$now`) };
  if (value === 'groups') return { kind: 'groups' };
  if (value === 'id' || value === 'email') return { kind: 'user', attribute: value };
  throw errors.invalid(`${path}.$user`, 'must be "id", "email" or "groups"');
}

function parseOffset(value: unknown, path: string): number {
  const [, sign, amount, unit] = (typeof value === 'string' && OFFSET.exec(value)) || [];
  if (amount === undefined) throw errors.invalid(path, 'must be like "-7d" (s, m, h, d or w)');
  return Number(`${sign}${amount}`) * UNIT_MS[unit as keyof typeof UNIT_MS];
}

/** Ids are strings and times are times: anything else could never be equal. */
function ownOperand(
  reference: Operand | undefined,
  input: unknown,
  own: NonNullable<Extract<Field, { own: unknown }>['own']>,
  path: string,
  state: ParseState,
): Operand {
  if (isTime(own)) {
    if (reference?.kind === 'now') return reference;
    const at = typeof input === 'string' && ISO_TIME.test(input) ? Date.parse(input) : Number.NaN;
    if (Number.isNaN(at)) throw errors.invalid(path, 'must be a time such as 2026-01-31T12:00:00Z');
    return { kind: 'value', value: at };
  }
  if (reference !== undefined && reference.kind !== 'now') return reference;
  if (typeof input !== 'string') throw errors.invalid(path, 'must be a string');
  return { kind: 'value', value: literal(input, path, 0, state) };
}

function literal(input: unknown, path: string, depth: number, state: ParseState): JsonValue {
  state.countValue(path);
  switch (typeof input) {
    case 'boolean':
      return input;
    case 'string':
      if (!input.isWellFormed()) throw errors.invalid(path, 'is not well-formed text');
      return input;
    case 'number':
      if (!Number.isFinite(input)) throw errors.invalid(path, 'is not a number that can be stored');
      return input;
    case 'object':
      return compound(input, path, depth, state);
    default:
      throw errors.invalid(path, 'is not a JSON value');
  }
}

function compound(input: object | null, path: string, depth: number, state: ParseState): JsonValue {
  if (input === null) return null;
  if (depth === MAX_DEPTH) throw errors.invalid(path, `is nested deeper than ${MAX_DEPTH}`);
  if (Array.isArray(input)) {
    return input.map((item, index) => literal(item, `${path}.${index}`, depth + 1, state));
  }
  const entries = Object.entries(input).map(([key, value]): [string, JsonValue] => {
    const at = `${path}.${key}`;
    if (key.startsWith('$')) throw errors.invalid(at, 'is not a known operator');
    // No record has a field with U+0000 in its name, and SQLite would take it for another one.
    if (key === '__proto__' || key.includes('\0') || !key.isWellFormed()) {
      throw errors.invalid(at, 'is not a field');
    }
    return [key, literal(value, at, depth + 1, state)];
  });
  return Object.fromEntries(entries);
}
