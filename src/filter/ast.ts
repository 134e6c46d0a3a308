import type { JsonValue } from './json.js';

/** A field of the record itself, beside `data`. */
export type OwnField = 'id' | 'ownerId' | 'createdAt' | 'updatedAt';

/** What a condition looks at: a path into `data`, or a field of the record itself. */
export type Field =
  { readonly own: OwnField; readonly path?: undefined } | { readonly path: readonly string[] };

/** What a condition compares with: a literal, or something that is known when the rule is asked. */
export type Operand =
  | { readonly kind: 'value'; readonly value: JsonValue }
  | { readonly kind: 'user'; readonly attribute: 'id' | 'email' }
  | { readonly kind: 'groups' }
  | { readonly kind: 'now'; readonly offsetMs: number };

export type Comparison = 'gt' | 'gte' | 'lt' | 'lte';
export type GrantLevel = 'read' | 'write';

export type Test =
  | {
      readonly op: 'eq' | Comparison | 'contains' | 'startsWith';
      readonly field: Field;
      readonly operand: Operand;
    }
  | { readonly op: 'in'; readonly field: Field; readonly operands: readonly Operand[] }
  | { readonly op: 'exists'; readonly field: Field };

export type Node =
  | { readonly type: 'all' | 'any'; readonly nodes: readonly Node[] }
  | { readonly type: 'not'; readonly node: Node }
  | { readonly type: 'test'; readonly test: Test }
  | { readonly type: 'granted'; readonly level: GrantLevel }
  | { readonly type: 'public' }
  | { readonly type: 'constant'; readonly value: boolean };

/**
 * A filter or a rule, parsed.
 *
 * Both are made of the same conditions. A condition *decides* when it can compare: the field is
 * there, is of the operand's kind (a number with a number, a string with a string, an object with
 * an object …) and is not `null` unless the operand is; the operand is known (a guest has no id,
 * no e-mail and no groups) and, for a list, not empty. Comparison across kinds is therefore never
 * true: `"5"` is not 5, `true` is not 1, and neither is greater than the other.
 *
 * They differ in what follows when a condition does not decide:
 * - In a **filter** it is false, and `$ne`, `$nin` and `$not` are the plain opposite: `{"a":{"$ne":1}}`
 *   finds records without `a` too, and `{"$nin":[]}` finds all.
 * - In a **rule** it counts as false on both sides of a `$not`, so that what is missing, `null`,
 *   empty or of another kind never lets anybody in: under `{"ward":{"$ne":"x"}}` a record without
 *   `ward` is refused.
 *
 * The conditions:
 * - equality (`{"a":1}`, `$eq`, `$ne`) is exact: objects by their keys in any order, arrays by their
 *   elements in order, numbers by value, strings by code points and case. `null` equals a stored
 *   `null`, never a missing field;
 * - `$gt $gte $lt $lte` compare numbers by value and strings by Unicode code points;
 * - `$in`, `$nin`: equal to one, to none of up to 100 values;
 * - `$exists`: the field is there, even when it is `null`; always decides;
 * - `$contains`: a string field holds the operand as a part of it (case matters), an array field
 *   holds it as an element;
 * - `$startsWith`: a string field begins with the operand;
 * - a dotted path goes through objects only, never into arrays.
 */
export interface Filter {
  readonly mode: 'filter' | 'rule';
  readonly root: Node;
}

export const ALWAYS: Node = { type: 'constant', value: true };
export const NEVER: Node = { type: 'constant', value: false };
