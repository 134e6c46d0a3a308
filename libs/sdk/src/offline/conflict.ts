import type { AppBaseError, AppRecord, Write } from '../index.js';

/** A write that waited and that the server will not take as it is. */
export interface Conflict {
  write: Write;
  error: AppBaseError;
  /** The record as it is now; `undefined` when there is none (any more). */
  current: AppRecord | undefined;
}

/** `overwrite` sends it whatever the record is now; `{data}` sends that instead. */
export type Resolution = 'discard' | 'overwrite' | { data: object };

/** Errors that pass by themselves: the write goes on waiting. */
export const isPassing = (error: AppBaseError): boolean =>
  error.status === 0 || error.status === 401 || error.status === 429 || error.status >= 500;

/** The write to send next, or `undefined` when it is given up. */
export async function decide(
  onConflict: ((conflict: Conflict) => Resolution | Promise<Resolution>) | undefined,
  conflict: Conflict,
): Promise<Write | undefined> {
  const resolution = (await onConflict?.(conflict)) ?? 'discard';
  if (resolution === 'discard') return undefined;
  const { ifMatch: _old, ...write } = conflict.write;
  return resolution === 'overwrite' ? write : { ...write, data: resolution.data };
}

/**
 * Whether the write was done before, and only its answer was lost: a deleted record is gone, a
 * changed one already holds what the write says.
 */
export function wasApplied(
  { op, data }: Write,
  error: AppBaseError,
  current: AppRecord | undefined,
): boolean {
  if (op === 'delete') return current === undefined;
  if (current === undefined || error.status !== 412) return false;
  return op === 'patch' ? holds(current.data, data) : same(current.data, data);
}

/** Whether a merge patch would change nothing. */
function holds(value: unknown, patch: unknown): boolean {
  if (!isObject(patch)) return same(value, patch);
  if (!isObject(value)) return false;
  return Object.entries(patch).every(([key, part]) =>
    part === null ? !(key in value) : part === undefined || holds(value[key], part),
  );
}

function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, at) => same(item, b[at]));
  }
  if (!isObject(a) || !isObject(b)) return a === b;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => same(a[key], b[key]));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
