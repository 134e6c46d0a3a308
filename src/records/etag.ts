import { createHash } from 'node:crypto';
import { errors } from '../common/errors.js';

/** The version within an entity tag, whatever else of the answer the tag stands for. */
const VERSION = /^"(\d{1,15})(?:-[\w-]{1,64})?"$/;

/**
 * The strong validator of a record's version; of an answer with related records, of these too: it
 * changes when one of them does, or comes into sight or out of it.
 */
export function etagOf(version: number, expanded?: string): string {
  if (expanded === undefined) return `"${version}"`;
  const rest = createHash('sha256').update(expanded).digest('base64url').slice(0, 22);
  return `"${version}-${rest}"`;
}

/**
 * Holds a change to the version that its sender has seen. It changes the record alone, so related
 * records that came along with it do not count.
 *
 * @param ifMatch value of `If-Match`: `*` or a list of entity tags; weak ones never match
 * @throws AppError `PRECONDITION_FAILED`
 */
export function requireMatch(ifMatch: string | undefined, version: number): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (!tags.some((tag) => VERSION.exec(tag)?.[1] === String(version)))
    throw errors.preconditionFailed();
}
