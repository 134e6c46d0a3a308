import * as types from '@appbase-pfe/types';
import * as z from 'zod';

/** The schemas that have a name in the API document: those that `libs/types` exports. */
const named = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(types)) {
  if (schema instanceof z.ZodType && !named.has(schema)) named.add(schema, { id });
}

export type JsonSchema = Record<string, unknown>;

/** Marks a schema that is a component, until its place in the document is known. */
export const NAME = 'x-name';

/**
 * Turns a zod schema into JSON Schema for OpenAPI 3.1, with the named ones as components. The
 * outermost one stands in full and only bears its name, since a query is written out by its fields.
 */
export function toOpenApiSchema(
  schema: unknown,
  { schemaType }: { schemaType: 'input' | 'output' },
): { schema: JsonSchema; components: Record<string, JsonSchema> } | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  const json = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: schemaType,
    unrepresentable: 'any',
    metadata: named,
    override: ({ zodSchema, jsonSchema }) => {
      delete jsonSchema.id;
      // The format says it; the pattern of all dates that exist says it in 300 characters more.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      if (schemaType === 'input') describeNumber(zodSchema, jsonSchema as JsonSchema);
      // An answer may get more fields some day, and no client shall refuse it then.
      else delete jsonSchema.additionalProperties;
    },
  }) as JsonSchema;
  const { $defs, ...rest } = json;
  delete rest['$schema'];
  const components = ($defs ?? {}) as Record<string, JsonSchema>;
  const name = named.get(schema)?.id;
  if (name === undefined) return { schema: rest, components };
  const root = components[name] ?? rest;
  return { schema: { ...root, [NAME]: name }, components: { ...components, [name]: root } };
}

/** Digits that become a number: in the address they are text, but a caller gives a number. */
const DIGITS = String.raw`^\d{1,15}$`;

/** Describes what a caller gives where the schema reads a number from text. */
function describeNumber(schema: unknown, json: JsonSchema): void {
  if (!(schema instanceof z.ZodPipe)) return;
  // A pipe in a pipe has been here before: it is a number already, without the limits of this one.
  if (json['pattern'] !== DIGITS && json['type'] !== 'integer') return;
  let end: unknown = schema;
  while (end instanceof z.ZodPipe) end = end.out instanceof z.ZodTransform ? end.in : end.out;
  const number = end instanceof z.ZodNumber ? (z.toJSONSchema(end) as JsonSchema) : {};
  delete json['pattern'];
  Object.assign(json, { type: 'integer', minimum: number['minimum'] ?? 0 });
  const { maximum } = number;
  if (typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER) json['maximum'] = maximum;
}
