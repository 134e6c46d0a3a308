import type { IncomingHttpHeaders } from 'node:http';

/** What identifies the bytes and says how old they are. */
export interface Validators {
  etag: string;
  /** In milliseconds; HTTP knows whole seconds only. */
  modifiedAt: number;
}

/** First and last byte, both included. */
export interface ByteRange {
  first: number;
  last: number;
}

/** What a GET or HEAD is answered with. */
export type Outcome =
  { status: 200 } | { status: 206; range: ByteRange } | { status: 304 | 412 | 416 };

/** Decides by the request's conditions and range (RFC 9110, 13.2.2 and 14.2). */
export function decide(
  method: string,
  headers: IncomingHttpHeaders,
  size: number,
  validators: Validators,
): Outcome {
  const { etag } = validators;
  const match = headers['if-match'];
  if (match !== undefined && !lists(match, etag, true)) return { status: 412 };
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined) {
    if (lists(noneMatch, etag, false)) return { status: 304 };
  } else if (isUnmodified(headers['if-modified-since'], validators.modifiedAt)) {
    return { status: 304 };
  }
  if (method !== 'GET' || headers.range === undefined) return { status: 200 };
  if (!rangeHolds(headers['if-range'], validators)) return { status: 200 };
  return rangeOutcome(headers.range, size);
}

/** One range is honoured; several, or what is no range of bytes, are answered with the whole. */
function rangeOutcome(header: string, size: number): Outcome {
  const parts = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(header);
  if (parts === null) return { status: 200 };
  const [, from = '', to = ''] = parts;
  if (from === '' && to === '') return { status: 200 };
  const range =
    from === ''
      ? { first: Math.max(0, size - Number(to)), last: size - 1 }
      : { first: Number(from), last: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
  const satisfiable = range.first <= range.last && range.first < size;
  return satisfiable ? { status: 206, range } : { status: 416 };
}

/** Whether the client's part is of the same bytes; only a strong tag or the exact date says so. */
function rangeHolds(header: string | string[] | undefined, validators: Validators): boolean {
  if (header === undefined) return true;
  if (typeof header !== 'string') return false;
  if (header.startsWith('"')) return header === validators.etag;
  return Date.parse(header) === wholeSeconds(validators.modifiedAt);
}

function isUnmodified(header: string | undefined, modifiedAt: number): boolean {
  const since = Date.parse(header ?? '');
  return !Number.isNaN(since) && wholeSeconds(modifiedAt) <= since;
}

function lists(header: string, etag: string, strong: boolean): boolean {
  return header
    .split(',')
    .map((tag) => tag.trim())
    .some((tag) => tag === '*' || tag === etag || (!strong && tag === `W/${etag}`));
}

function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
