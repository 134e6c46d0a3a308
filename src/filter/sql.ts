/** A piece of SQL with the values of its parameters, in order. */
export interface Sql {
  readonly sql: string;
  readonly values: readonly SqlParameter[];
}

export type SqlParameter = string | number | bigint | null;

export const TRUE: Sql = { sql: '1', values: [] };
export const FALSE: Sql = { sql: '0', values: [] };

export const sql = (text: string, ...values: SqlParameter[]): Sql => ({ sql: text, values });

/** The conjunction: constants are folded, so that what is always so costs nothing. */
export const and = (...parts: readonly Sql[]): Sql => join(parts, ' AND ', TRUE, FALSE);
export const or = (...parts: readonly Sql[]): Sql => join(parts, ' OR ', FALSE, TRUE);

function join(parts: readonly Sql[], glue: string, neutral: Sql, absorbing: Sql): Sql {
  if (parts.includes(absorbing)) return absorbing;
  const rest = parts.filter((part) => part !== neutral);
  if (rest.length < 2) return rest[0] ?? neutral;
  return concat('(', ...rest.flatMap((part, at) => (at === 0 ? [part] : [glue, part])), ')');
}

/** Joins pieces of SQL as they stand. Every list does this many times: it makes no lists on the way. */
export function concat(...parts: readonly (Sql | string)[]): Sql {
  let text = '';
  const values: SqlParameter[] = [];
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part;
    } else {
      text += part.sql;
      for (const value of part.values) values.push(value);
    }
  }
  return { sql: text, values };
}

const MAX_INT64 = 2n ** 63n - 1n;

/**
 * A number as SQLite reads it from stored JSON. Beyond 2^53 the digits that JSON shows are not the
 * exact value of the double, and SQLite compares integers exactly: so the digits are bound.
 */
export function sqlNumber(value: number): number | bigint {
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  const text = String(value);
  if (text.includes('e')) return value;
  const digits = BigInt(text);
  return digits <= MAX_INT64 && digits >= -MAX_INT64 - 1n ? digits : value;
}
