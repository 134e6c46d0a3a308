import type { CollectionSettings } from '@appbase-pfe/types';

type Schema = Record<string, unknown>;

/** How deep schemas are followed; below that a value may be anything. */
const MAX_DEPTH = 16;
const PLAIN_NAME = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** TypeScript types of the records of each collection, for the client library. */
export function typescriptTypes(collections: ReadonlyMap<string, CollectionSettings>): string {
  const names = new Set(collections.keys());
  // Where a relation leads there is a collection, whether anything is declared about it or not.
  for (const { relations = {} } of collections.values()) {
    for (const { collection } of Object.values(relations)) names.add(collection);
  }
  const records = [...names].sort().map((name): Member => {
    const schema = collections.get(name)?.schema;
    return [name, schema === undefined ? 'Record<string, unknown>' : typeOf(schema, 1, 0)];
  });
  const relations = [...collections].flatMap(([name, settings]): Member[] => {
    const targets = Object.entries(settings.relations ?? {});
    const fields = targets.map(([field, { collection }]): Member => [field, literal(collection)]);
    return fields.length === 0 ? [] : [[name, `{\n${members(fields, 2)}  }`]];
  });
  return [
    `/** What the records of each collection hold. */\n${declared('Collections', records)}`,
    `/** Which fields hold ids of records, and of which collection. */\n${declared('Relations', relations)}`,
    SCHEMA,
  ].join('\n');
}

type Member = readonly [name: string, type: string];

const SCHEMA = `/** For the client: \`AppBase.init<Schema>(…)\`. */
export interface Schema {
  collections: Collections;
  relations: Relations;
}
`;

const declared = (name: string, list: readonly Member[]) =>
  `export interface ${name} {\n${members(list, 1)}}\n`;

const members = (list: readonly Member[], indent: number) =>
  list.map(([name, type]) => `${'  '.repeat(indent)}${propertyName(name)}: ${type};\n`).join('');

function typeOf(schema: unknown, indent: number, depth: number): string {
  if (depth > MAX_DEPTH || typeof schema !== 'object' || schema === null) return 'unknown';
  const { type, enum: values, const: value, anyOf, oneOf } = schema as Schema;
  if (value !== undefined) return literal(value);
  if (Array.isArray(values)) return union(values.map(literal));
  const choices = Array.isArray(anyOf) ? anyOf : oneOf;
  if (Array.isArray(choices)) return union(choices.map((one) => typeOf(one, indent, depth + 1)));
  if (Array.isArray(type)) {
    return union(type.map((one) => typeOf({ ...schema, type: one }, indent, depth + 1)));
  }
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'number':
    case 'integer':
      return 'number';
    case 'array':
      return `(${typeOf((schema as Schema)['items'], indent, depth + 1)})[]`;
    case 'object':
      return objectType(schema as Schema, indent, depth);
    default:
      return 'properties' in schema ? objectType(schema as Schema, indent, depth) : 'unknown';
  }
}

function objectType(schema: Schema, indent: number, depth: number): string {
  const properties = Object.entries((schema['properties'] ?? {}) as Schema);
  const open = schema['additionalProperties'] !== false;
  if (properties.length === 0) return open ? 'Record<string, unknown>' : 'Record<string, never>';
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  const pad = '  '.repeat(indent + 1);
  const lines = properties.map(
    ([name, property]) =>
      `${pad}${propertyName(name)}${required.has(name) ? '' : '?'}: ${typeOf(property, indent + 1, depth + 1)};\n`,
  );
  if (open) lines.push(`${pad}[field: string]: unknown;\n`);
  return `{\n${lines.join('')}${'  '.repeat(indent)}}`;
}

const propertyName = (name: string) => (PLAIN_NAME.test(name) ? name : JSON.stringify(name));
const literal = (value: unknown) =>
  typeof value === 'object' && value !== null ? 'unknown' : JSON.stringify(value);
const union = (types: string[]) => [...new Set(types)].join(' | ') || 'never';
