import fc from 'fast-check';
import { oddText, oddValue } from './values.js';

/** As much of JSON Schema as the API's document uses. */
export interface Schema {
  $ref?: string;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  type?: string;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
}

const MAX_DEPTH = 5;

/** Values that a schema of the document allows, and a few that it nearly allows. */
export class SchemaValues {
  constructor(private readonly components: Record<string, Schema>) {}

  /** Most of them valid; one of four has something wrong in it. */
  nearly(schema: Schema): fc.Arbitrary<unknown> {
    const valid = this.of(schema);
    return fc.oneof(
      { weight: 6, arbitrary: valid },
      { weight: 1, arbitrary: fc.tuple(valid, fc.nat(), oddValue).map(bent) },
      { weight: 1, arbitrary: fc.tuple(valid, oddText, oddValue).map(enlarged) },
      { weight: 1, arbitrary: oddValue },
    );
  }

  of(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
    if (schema.$ref !== undefined) {
      return depth > MAX_DEPTH
        ? fc.constant({})
        : this.of(this.components[schema.$ref.split('/').at(-1)!]!, depth + 1);
    }
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    if (schema.anyOf !== undefined) {
      return fc.oneof(...schema.anyOf.map((one) => this.of(one, depth + 1)));
    }
    switch (schema.type) {
      case 'string':
        return text(schema);
      case 'integer':
      case 'number':
        return fc.integer({
          min: Math.max(schema.minimum ?? 0, -(2 ** 31)),
          max: Math.min(schema.maximum ?? 1000, 2 ** 31 - 1),
        });
      case 'boolean':
        return fc.boolean();
      case 'array':
        return fc.array(this.of(schema.items ?? {}, depth + 1), {
          minLength: schema.minItems ?? 0,
          maxLength: Math.min(schema.maxItems ?? 4, 4),
        });
      case 'object':
        return this.object(schema, depth);
      default:
        return fc.jsonValue({ maxDepth: 3 });
    }
  }

  private object(schema: Schema, depth: number): fc.Arbitrary<unknown> {
    const { properties = {}, required = [], additionalProperties } = schema;
    const known = fc.record(
      Object.fromEntries(
        Object.entries(properties).map(([name, one]) => [name, this.of(one, depth + 1)]),
      ),
      { requiredKeys: required },
    );
    if (additionalProperties === false) return known;
    const more = typeof additionalProperties === 'object' ? additionalProperties : {};
    const keys = fc.constantFrom('n', 'name', 'ward', 'notes', 'a');
    return fc
      .tuple(fc.dictionary(keys, this.of(more, depth + 1), { maxKeys: 3 }), known)
      .map(([free, fixed]) => ({ ...free, ...fixed }));
  }
}

function text({ pattern, format, minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> {
  if (format === 'date-time') return fc.constantFrom('2026-01-01T00:00:00.000Z', '2099-12-31');
  if (pattern !== undefined && !pattern.includes('(?!')) {
    return fc.stringMatching(new RegExp(pattern));
  }
  const plain = fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) });
  return fc.oneof(plain, fc.emailAddress(), fc.constantFrom('a long enough pass phrase'));
}

/** One property replaced by something else. */
function bent([value, which, odd]: [unknown, number, unknown]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return odd;
  const keys = Object.keys(value);
  const key = keys[which % (keys.length + 1)];
  if (key === undefined) return value;
  return { ...value, [key]: odd };
}

/** One property too many. */
function enlarged([value, key, odd]: [unknown, string, unknown]): unknown {
  return typeof value === 'object' && value !== null ? { ...value, [key]: odd } : odd;
}
