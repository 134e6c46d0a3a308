import { type ErrorClass } from './errors.js';

const NAME = /^[A-Za-z0-9_-]{1,64}$/;
const ID = /^[A-Za-z0-9_-]{8,64}$/;

/**
 * Names and ids go into URLs. One with `/`, `..`, `?` or `#` in it would call another route, so what
 * does not look like a name or an id is refused before anything is sent.
 */
export function checkName(name: string, Class: ErrorClass): string {
  if (typeof name === 'string' && NAME.test(name)) return name;
  throw new Class(
    `"${name}" is no name: 1 to 64 letters, digits, _ and - are`,
    'VALIDATION_ERROR',
    400,
    { details: [{ path: 'name', reason: 'must match ^[A-Za-z0-9_-]{1,64}$' }] },
  );
}

/** Refuses what cannot be an id. The server would say the same: there is no such thing. */
export function checkId(id: string, Class: ErrorClass): string {
  if (typeof id === 'string' && ID.test(id)) return id;
  throw new Class(`There is nothing with the id "${id}"`, 'NOT_FOUND', 404);
}

export type QueryValue = string | number | boolean | object | undefined;

/** A query string with its `?`, or nothing. Objects become JSON, `undefined` is left out. */
export function queryOf(query: { [name: string]: QueryValue } = {}): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
      return `${encodeURIComponent(name)}=${encodeURIComponent(text)}`;
    });
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
