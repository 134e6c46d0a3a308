import type { Field, OwnField } from './ast.js';

const OWN = new Set<string>(['id', 'ownerId', 'createdAt', 'updatedAt'] satisfies OwnField[]);
const MAX_PATH = 256;
const MAX_SEGMENTS = 16;
/** Control characters have no place in a field's name; a lone surrogate is no character at all. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;

/** A record as the evaluator sees it: `data` as stored, times in milliseconds. */
export interface FilterRecord {
  readonly id: string;
  readonly ownerId: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly data: unknown;
}

/** What is not there. A stored `null` is there. */
export const MISSING = Symbol('missing');

/** The record's own field of that name, if it is one. */
export function ownField(name: string): OwnField | undefined {
  return OWN.has(name) ? (name as OwnField) : undefined;
}

export const isTime = (own: OwnField) => own === 'createdAt' || own === 'updatedAt';

/** Splits a dotted path, or tells why it is none. */
export function parsePath(text: string): readonly string[] | { reason: string } {
  const path = text.split('.');
  if (text.length > MAX_PATH || path.length > MAX_SEGMENTS) return { reason: 'is too long a path' };
  if (path.includes('')) return { reason: 'has an empty part' };
  if (CONTROL.test(text) || !text.isWellFormed())
    return { reason: 'has characters that no field has' };
  if (path.includes('__proto__')) return { reason: 'is not a field' };
  if (path.some((part) => part.startsWith('$'))) return { reason: 'is not a known operator' };
  return path;
}

/** The path in SQLite's notation, every part quoted. It always travels as a bound value. */
export function jsonPath(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : `${text}.${JSON.stringify(part)}`,
    '$',
  );
}

/** What a record holds at a field. Only own keys count: no record has a `constructor` by birth. */
export function readField(record: FilterRecord, field: Field): unknown {
  if (field.path === undefined) return record[field.own] ?? MISSING;
  let value: unknown = record.data;
  for (const part of field.path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return MISSING;
    if (!Object.hasOwn(value, part)) return MISSING;
    value = (value as Record<string, unknown>)[part];
  }
  // A key that holds `undefined` is not stored.
  return value === undefined ? MISSING : value;
}
