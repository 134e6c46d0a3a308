/** A JSON Schema, or a part of one. */
export type JsonSchema = Record<string, unknown>;

export const TYPES = [
  ['string', 'Text'],
  ['number', 'Number'],
  ['integer', 'Whole number'],
  ['boolean', 'Yes or no'],
  ['array', 'List'],
  ['object', 'Object'],
  ['any', 'Anything'],
] as const;
export type FieldType = (typeof TYPES)[number][0];

/** A field of the records, as its row in the table. */
export interface SchemaField {
  name: string;
  /** Undefined for what only the JSON view can show: several types, references, combinations. */
  type: FieldType | undefined;
  nullable: boolean;
  required: boolean;
  /** The whole schema of the field. */
  schema: JsonSchema;
}

const isObject = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const propertiesOf = (schema: JsonSchema): JsonSchema =>
  isObject(schema['properties']) ? schema['properties'] : {};
const requiredOf = (schema: JsonSchema): string[] =>
  Array.isArray(schema['required'])
    ? schema['required'].filter((name) => typeof name === 'string')
    : [];

/** The fields that a schema declares, in its order. */
export function fieldsOf(schema: JsonSchema): SchemaField[] {
  const required = requiredOf(schema);
  return Object.entries(propertiesOf(schema)).map(([name, property]) => ({
    name,
    ...typeOf(property),
    required: required.includes(name),
    schema: isObject(property) ? property : {},
  }));
}

/** What a table cannot say is left to the JSON view. */
const COMBINED = ['$ref', '$dynamicRef', 'allOf', 'anyOf', 'oneOf', 'not', 'if'];

function typeOf(property: unknown): Pick<SchemaField, 'type' | 'nullable'> {
  if (property === true) return { type: 'any', nullable: false };
  if (!isObject(property) || COMBINED.some((word) => word in property))
    return { type: undefined, nullable: false };
  const { type } = property;
  if (type === undefined) return { type: 'any', nullable: false };
  const names: unknown[] = Array.isArray(type) ? type : [type];
  const others = names.filter((name) => name !== 'null');
  const known = TYPES.find(([name]) => others.length === 1 && name === others[0])?.[0];
  return { type: known, nullable: known !== undefined && others.length < names.length };
}

/** The words of JSON Schema that say what a value of this type may be. */
export const WORDS: Record<FieldType, readonly string[]> = {
  string: ['enum', 'format', 'minLength', 'maxLength', 'pattern'],
  number: ['enum', 'minimum', 'maximum', 'multipleOf'],
  integer: ['enum', 'minimum', 'maximum', 'multipleOf'],
  boolean: [],
  array: ['items', 'minItems', 'maxItems', 'uniqueItems'],
  object: ['properties', 'required', 'additionalProperties'],
  any: ['enum'],
};
const ALL_WORDS = new Set(Object.values(WORDS).flat());

/** A field's schema with another type: what the new type does not know is gone, the rest stays. */
export function withType(schema: JsonSchema, type: FieldType, nullable: boolean): JsonSchema {
  const kept = Object.entries(schema).filter(
    ([word]) => word !== 'type' && (!ALL_WORDS.has(word) || WORDS[type].includes(word)),
  );
  if (type === 'any') return Object.fromEntries(kept);
  return { type: nullable ? [type, 'null'] : type, ...Object.fromEntries(kept) };
}

/** The schema with a field put in the place of `old`, or at the end. */
export function withField(
  schema: JsonSchema,
  old: string | undefined,
  { name, required, schema: property }: Pick<SchemaField, 'name' | 'required' | 'schema'>,
): JsonSchema {
  const entries = Object.entries(propertiesOf(schema));
  const at = entries.findIndex(([key]) => key === (old ?? name));
  entries.splice(at === -1 ? entries.length : at, at === -1 ? 0 : 1, [name, property]);
  const others = requiredOf(schema).filter((key) => key !== old && key !== name);
  return declared(schema, entries, required ? [...others, name] : others);
}

export function withoutField(schema: JsonSchema, name: string): JsonSchema {
  return declared(
    schema,
    Object.entries(propertiesOf(schema)).filter(([key]) => key !== name),
    requiredOf(schema).filter((key) => key !== name),
  );
}

/** `required` in the order of the fields, so that the same schema is the same text. */
function declared(
  schema: JsonSchema,
  properties: [string, unknown][],
  required: string[],
): JsonSchema {
  const { required: _, properties: __, type, ...rest } = schema;
  const order = properties.map(([name]) => name);
  const sorted = [...required].sort((a, b) => place(order, a) - place(order, b));
  return {
    type: type ?? 'object',
    properties: Object.fromEntries(properties),
    ...(sorted.length > 0 && { required: sorted }),
    ...rest,
  };
}

const place = (order: readonly string[], name: string): number => {
  const at = order.indexOf(name);
  return at === -1 ? order.length : at;
};

/** Whether records may have fields that the schema does not name. */
export const allowsOthers = (schema: JsonSchema): boolean =>
  schema['additionalProperties'] !== false;

export function withOthers(schema: JsonSchema, allowed: boolean): JsonSchema {
  const { additionalProperties: _, ...rest } = schema;
  return allowed ? rest : { ...rest, additionalProperties: false };
}

/** A schema that says nothing is none. */
export const isEmpty = (schema: JsonSchema): boolean =>
  Object.keys(schema).every((word) => word === 'type' || word === 'properties') &&
  Object.keys(propertiesOf(schema)).length === 0;

/** What a field's values may be, in a few words. */
export function constraintsOf({ schema }: SchemaField): string {
  const { format, pattern, items } = schema;
  const words = [
    typeof format === 'string' && format,
    Array.isArray(schema['enum']) && `one of ${schema['enum'].map(shown).join(', ')}`,
    range(schema, 'minLength', 'maxLength', 'characters'),
    range(schema, 'minimum', 'maximum'),
    schema['multipleOf'] !== undefined && `multiple of ${shown(schema['multipleOf'])}`,
    typeof pattern === 'string' && `like ${pattern}`,
    isObject(items) && typeof items['type'] === 'string' && `of ${items['type']}`,
    range(schema, 'minItems', 'maxItems', 'items'),
    schema['uniqueItems'] === true && 'no doubles',
  ];
  return words.filter(Boolean).join(' · ');
}

function range(schema: JsonSchema, low: string, high: string, what = ''): string | false {
  const [least, most] = [schema[low], schema[high]];
  if (least === undefined && most === undefined) return false;
  const unit = what && ` ${what}`;
  if (most === undefined) return `≥ ${shown(least)}${unit}`;
  if (least === undefined) return `≤ ${shown(most)}${unit}`;
  return `${shown(least)} to ${shown(most)}${unit}`;
}

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);
