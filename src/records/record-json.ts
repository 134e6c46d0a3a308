import { MAX_RECORD_BYTES, MAX_RECORD_DEPTH, type RecordData } from '@appbase-pfe/types';
import { errors } from '../common/errors.js';
import type { EvaluatedRecord, Grants } from '../filter/evaluate.js';

/** What names a record. */
export interface RecordKey {
  collection: string;
  id: string;
}

/** A record's name as text. */
export const keyOf = ({ collection, id }: RecordKey) => `${collection}/${id}`;

/** A record as it is stored; `data` is JSON text and stays text on its way out. */
export interface RecordRow extends RecordKey {
  owner_id: string;
  data: string;
  created_at: number;
  updated_at: number;
  version: number;
}

/** An answer as text, so that stored JSON goes out without being parsed. */
export interface RecordAnswer {
  /** The JSON of `data` in the envelope. */
  json: string;
  /** The version for the `ETag` header. */
  version?: number;
  /** The JSON of related records within it, for which the `ETag` stands, too. */
  expanded?: string;
}

const iso = (ms: number) => new Date(ms).toISOString();

/** The view of a record. Names and ids need no escaping: their patterns hold no such character. */
export function recordJson(row: RecordRow): string {
  return (
    `{"id":"${row.id}","collection":"${row.collection}","ownerId":"${row.owner_id}",` +
    `"data":${row.data},"createdAt":"${iso(row.created_at)}","updatedAt":"${iso(row.updated_at)}"}`
  );
}

/** A record as filters and rules see it. Its data is parsed when it is asked for. */
export function toFilterRecord(row: RecordRow, grants?: Grants): EvaluatedRecord {
  let data: unknown;
  return {
    id: row.id,
    ownerId: row.owner_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...(grants === undefined ? {} : { grants }),
    get data() {
      return (data ??= JSON.parse(row.data));
    },
  };
}

/** The envelope of a success around JSON text. */
export function successJson(json: string): string {
  return `{"success":true,"data":${json}}`;
}

/** The time in milliseconds that a UUIDv7 begins with: a record was created when its id says. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/**
 * The text under which `data` is stored.
 *
 * @throws AppError when it is nested too deeply or too large, or names a field with U+0000
 */
export function dataText(data: RecordData): string {
  if (!isShallow(data, MAX_RECORD_DEPTH)) {
    throw errors.invalid('data', `is nested more than ${MAX_RECORD_DEPTH} levels deep`);
  }
  const text = JSON.stringify(data);
  if (text.includes('\\u0000') && hasNulName(data)) {
    throw errors.invalid('data', 'has a field with U+0000 in its name');
  }
  // A character takes at most three bytes, so short texts need no counting.
  if (text.length * 3 > MAX_RECORD_BYTES && Buffer.byteLength(text) > MAX_RECORD_BYTES) {
    throw errors.payloadTooLarge(`data is larger than ${MAX_RECORD_BYTES} bytes`);
  }
  return text;
}

/**
 * To SQLite a name ends at U+0000 when it looks for a field: it would take such a name for a shorter
 * one, and rules would see in SQL what they do not see in the process.
 */
function hasNulName(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, inner]) => name.includes('\0') || hasNulName(inner));
}

/** Goes no deeper than `levels`, so hostile nesting cannot exhaust the stack. */
function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  for (const key in value) {
    if (!isShallow((value as Record<string, unknown>)[key], levels - 1)) return false;
  }
  return true;
}
