export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** The kinds that comparisons keep apart. */
export type Kind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

/** The kind of a value as it is stored: what JSON cannot hold (NaN, undefined …) is `null` there. */
export function kindOf(value: unknown): Kind {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'boolean';
    case 'number':
      return Number.isFinite(value) ? 'number' : 'null';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? 'array' : 'object';
    default:
      return 'null';
  }
}

/** Equality with kinds kept apart; objects by their keys in any order. */
export function jsonEquals(left: unknown, right: unknown): boolean {
  const kind = kindOf(left);
  if (kind !== kindOf(right)) return false;
  switch (kind) {
    case 'null':
      return true;
    case 'array': {
      const [a, b] = [left as unknown[], right as unknown[]];
      return a.length === b.length && a.every((item, index) => jsonEquals(item, b[index]));
    }
    case 'object': {
      const [a, b] = [left as Record<string, unknown>, right as Record<string, unknown>];
      const keys = Object.keys(a);
      return (
        keys.length === Object.keys(b).length &&
        keys.every((key) => Object.hasOwn(b, key) && jsonEquals(a[key], b[key]))
      );
    }
    default:
      return left === right;
  }
}

/** Orders strings by code points, as SQLite orders UTF-8; `<` would order UTF-16 units. */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  let at = 0;
  while (at < length && left.charCodeAt(at) === right.charCodeAt(at)) at++;
  if (at === length) return left.length - right.length;
  // A pair that differs in its second half must be compared as a whole.
  const start = at > 0 && isHighSurrogate(left.charCodeAt(at - 1)) ? at - 1 : at;
  return (
    left.codePointAt(start)! - right.codePointAt(start)! ||
    left.codePointAt(at)! - right.codePointAt(at)!
  );
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
