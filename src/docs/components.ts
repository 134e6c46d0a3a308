import type { OpenAPIObject } from '@nestjs/swagger';
import { type JsonSchema, NAME } from './json-schema.js';

const PREFIX = '#/components/schemas/';

/** Puts references where a named schema stands, and keeps the components that are referred to. */
export function placeComponents(
  document: OpenAPIObject,
  extra: { schema: JsonSchema; components: Record<string, JsonSchema> },
): void {
  const all = { ...document.components?.schemas, ...extra.components } as Record<
    string,
    JsonSchema
  >;
  document.paths = refer(document.paths) as OpenAPIObject['paths'];
  const kept: Record<string, JsonSchema> = {};
  const keep = (value: unknown): void => {
    for (const name of namesIn(value)) {
      if (name in kept || all[name] === undefined) continue;
      kept[name] = all[name];
      keep(all[name]);
    }
  };
  keep(document.paths);
  document.components = {
    ...document.components,
    schemas: kept as NonNullable<OpenAPIObject['components']>['schemas'] & object,
  };
}

function refer(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(refer);
  if (typeof value !== 'object' || value === null) return value;
  const name = (value as JsonSchema)[NAME];
  if (typeof name === 'string') return { $ref: PREFIX + name };
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, refer(part)]));
}

function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    key === '$ref' && typeof part === 'string' ? [part.slice(PREFIX.length)] : namesIn(part),
  );
}
