import { errors } from '../common/errors.js';

const MAX_TEXT = 64 * 1024;
const STRINGS = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/**
 * Parses JSON text. A key that comes twice in an object would silently lose its first value, so
 * the caller refuses those once the shape is known to be a sane one.
 */
export function parseJson(
  text: string,
  path: string,
): { value: unknown; refuseDoubleKeys: () => void } {
  if (text.length > MAX_TEXT) throw errors.invalid(path, `is longer than ${MAX_TEXT} characters`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw errors.invalid(path, 'is not valid JSON');
  }
  return {
    value,
    refuseDoubleKeys: () => {
      if (keysInText(text) !== keysInValue(value)) {
        throw errors.invalid(path, 'has an object with the same key twice');
      }
    },
  };
}

function keysInText(text: string): number {
  let keys = 0;
  for (const [, colon] of text.matchAll(STRINGS)) if (colon !== undefined) keys++;
  return keys;
}

function keysInValue(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const children = Object.values(value);
  const own = Array.isArray(value) ? 0 : children.length;
  return children.reduce<number>((sum, child) => sum + keysInValue(child), own);
}
