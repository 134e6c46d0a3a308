import * as types from '@appbase-pfe/types';
import { z } from 'zod';

/** The schemas that have a name in the API document: those that `libs/types` exports. */
const named = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(types)) {
  if (schema instanceof z.ZodType && !named.has(schema)) named.add(schema, { id });
}

type JsonSchema = Record<string, unknown>;

/** Turns a zod schema into JSON Schema for OpenAPI 3.1, with the named ones as components. */
export function toOpenApiSchema(schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }) {
  if (!(schema instanceof z.ZodType)) return undefined;
  const json = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: schemaType,
    unrepresentable: 'any',
    metadata: named,
    override: ({ zodSchema, jsonSchema }) => {
      delete jsonSchema.id;
      if (schemaType === 'input') describeNumber(zodSchema, jsonSchema as JsonSchema);
    },
  }) as JsonSchema;
  const { $schema, $defs, ...rest } = json;
  const components = ($defs ?? {}) as Record<string, JsonSchema>;
  for (const component of Object.values(components)) delete component['$schema'];
  return { schema: rest, components };
}

/** A number in a query string travels as text, but what a caller gives is a number. */
function describeNumber(schema: unknown, json: JsonSchema): void {
  if (!(schema instanceof z.ZodPipe)) return;
  let end: unknown = schema;
  while (end instanceof z.ZodPipe) {
    end = end.out instanceof z.ZodTransform ? end.in : end.out;
  }
  if (!(end instanceof z.ZodNumber)) return;
  const number = z.toJSONSchema(end) as JsonSchema;
  for (const key of Object.keys(json)) delete json[key];
  for (const key of ['type', 'minimum', 'maximum']) {
    if (number[key] !== undefined) json[key] = number[key];
  }
}
