import { createHash } from 'node:crypto';
import { errors } from '../../common/errors.js';
import { packCursor, unpackCursor } from '../../filter/cursor.js';
import { type Level, LEVELS } from './words.js';

/** Where a page of a search ended. A document is numbered by when its record was created. */
export interface FoundAt {
  level: Level;
  /** As text: the number is greater than what JavaScript counts exactly. */
  doc: string;
}

const DOC = /^\d{1,19}$/;
const MAX_DOC = 2n ** 63n - 1n;

/** The cursor behind a found record, good for the same words only. */
export function encodeFound(words: readonly string[], { level, doc }: FoundAt): string {
  return packCursor([signature(words), level, doc]);
}

/** @throws AppError `VALIDATION_ERROR` when it is no cursor of this search */
export function decodeFound(cursor: string, words: readonly string[]): FoundAt {
  const [signed, number, doc, ...rest] = unpackCursor(cursor) ?? [];
  if (signed === undefined) throw errors.invalid('cursor', 'is not a cursor of this server');
  if (signed !== signature(words)) throw errors.invalid('cursor', 'belongs to another search');
  const level = LEVELS.find((one) => one === number);
  if (level === undefined || !isDoc(doc) || rest.length > 0) {
    throw errors.invalid('cursor', 'is not a cursor of this server');
  }
  return { level, doc };
}

const isDoc = (doc: unknown): doc is string =>
  typeof doc === 'string' && DOC.test(doc) && BigInt(doc) <= MAX_DOC;

const signature = (words: readonly string[]) =>
  createHash('sha256')
    .update(`search ${words.join(' ')}`)
    .digest('base64url')
    .slice(0, 8);
