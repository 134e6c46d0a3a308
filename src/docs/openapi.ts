import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ErrorEnvelope } from '@appbase-pfe/types';
import { programVersion } from '../common/program.js';
import type { RouteTable } from '../http/route-table.js';
import { placeComponents } from './components.js';
import { toOpenApiSchema } from './json-schema.js';
import { completeOperations } from './operations.js';

export interface DocumentInfo {
  title: string;
  description: string;
  /** What the operators' cookie of this role is called; `<appId>` stands for the app's id. */
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
    .setVersion(programVersion)
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
  completeOperations(document, routes);
  placeComponents(document, toOpenApiSchema(ErrorEnvelope, { schemaType: 'output' })!);
  return sorted(document);
}

function operationId(controller: string, method: string): string {
  const noun = controller.replace(/Controller$/, '');
  const name = noun[0]!.toLowerCase() + noun.slice(1);
  return `${name}${method[0]!.toUpperCase()}${method.slice(1)}`;
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
