import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ErrorEnvelope } from '@appbase-pfe/types';
import type { RouteTable } from '../http/route-table.js';
import { toOpenApiSchema } from './json-schema.js';
import { completeOperations } from './operations.js';

export interface DocumentInfo {
  title: string;
  description: string;
  version: string;
  /** What a cookie of this role is called; `<appId>` stands for the app's id. */
  cookieName: string;
}

/** Builds the API document from the decorators of the routes. */
export function buildDocument(
  app: INestApplication,
  routes: RouteTable,
  info: DocumentInfo,
): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(info.title)
    .setDescription(info.description)
    .setVersion(info.version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/', 'This server')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'x-api-key' }, 'apiKey')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'accessToken')
    .addCookieAuth(
      info.cookieName,
      {
        type: 'apiKey',
        in: 'cookie',
        description: 'A request that changes something also needs the x-csrf-token header.',
      },
      'operatorSession',
    )
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: toOpenApiSchema,
    operationIdFactory: operationId,
  });
  addErrorEnvelope(document);
  completeOperations(document, routes);
  return sorted(document);
}

function operationId(controller: string, method: string): string {
  const noun = controller.replace(/Controller$/, '');
  const name = noun[0]!.toLowerCase() + noun.slice(1);
  return `${name}${method[0]!.toUpperCase()}${method.slice(1)}`;
}

function addErrorEnvelope(document: OpenAPIObject): void {
  const { schema, components } = toOpenApiSchema(ErrorEnvelope, { schemaType: 'output' })!;
  document.components ??= {};
  const schemas = (document.components.schemas ??= {});
  Object.assign(schemas, components);
  schemas['ErrorEnvelope'] ??= schema as (typeof schemas)[string];
}

/** In one order, whatever the order of the modules, so that the committed copy stays comparable. */
function sorted(document: OpenAPIObject): OpenAPIObject {
  const byName = <T>(record: Record<string, T>) =>
    Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
  document.paths = byName(document.paths);
  document.components!.schemas = byName(document.components!.schemas!);
  const tags = Object.values(document.paths).flatMap((path) =>
    METHODS.flatMap((method) => path[method]?.tags ?? []),
  );
  document.tags = [...new Set(tags)].sort().map((name) => ({ name }));
  return document;
}

export const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
