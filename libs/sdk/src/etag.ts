import { DbError } from './errors.js';
import type { AppRecord } from './types.js';

/** ETags stand beside records, not in them: a record is exactly what the server sent. */
const etags = new WeakMap<object, string>();

/** Remembers the ETag that came with a record. */
export function withEtag<R extends object>(record: R, etag: string | null): R {
  if (etag !== null) etags.set(record, etag);
  return record;
}

/** The ETag of a record that was created, got, updated or replaced; `undefined` for others. */
export const etagOf = (record: object): string | undefined => etags.get(record);

/** The ETag that `ifMatch` means: itself, or that of a record as it was read. */
export function ifMatchOf(ifMatch: string | AppRecord<unknown>): string {
  const etag = typeof ifMatch === 'string' ? ifMatch : etagOf(ifMatch);
  if (etag !== undefined) return etag;
  const message = 'This record came without its ETag (from a list or event): get it first';
  throw new DbError(message, 'VALIDATION_ERROR');
}
