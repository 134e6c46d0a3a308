import type { OpenAPIObject } from '@nestjs/swagger';
import type { DeclaredRoute } from '../access/declare-access.js';
import type { RouteTable } from '../http/route-table.js';
import { METHODS } from './openapi.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;

const ERROR_CONTENT = {
  'application/json': { schema: { $ref: '#/components/schemas/ErrorEnvelope' } },
};

/** Adds to every operation what follows from its declared access: failures and security. */
export function completeOperations(document: OpenAPIObject, routes: RouteTable): void {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation === undefined) continue;
      const route = routes.routes.find(
        (known) => known.method === method.toUpperCase() && toOpenApiPath(known.url) === path,
      );
      complete(operation, route?.config ?? {}, path);
    }
  }
}

/** `/db/collections/:c` as the document writes it: `/db/collections/{c}`. */
export function toOpenApiPath(url: string): string {
  return url.replaceAll(/:([A-Za-z]+)/g, '{$1}');
}

function complete(operation: Operation, route: Partial<DeclaredRoute>, path: string): void {
  const { access } = route;
  if (access === undefined || access.kind === 'public') operation.security = [];
  for (const answer of Object.values(operation.responses)) {
    if (answer !== undefined && 'description' in answer) answer.description ||= 'Done';
  }
  const failures = failuresOf(route, path, operation.parameters?.length ?? 0);
  for (const [status, description] of failures) {
    operation.responses[status] ??= { description, content: ERROR_CONTENT };
  }
  operation.responses['default'] ??= { description: 'Any other failure', content: ERROR_CONTENT };
}

function failuresOf(
  route: Partial<DeclaredRoute>,
  path: string,
  parameters: number,
): [status: string, description: string][] {
  const kind = route.access?.kind;
  const open = kind === undefined || kind === 'public';
  const asked = route.takesBody === true || route.takesQuery === true || parameters > 0;
  return [
    ...when(asked, '400', 'Something in the request is not valid; `details` says what'),
    ...when(!open, '401', 'The credential is missing or not valid'),
    ...when(!open && kind !== 'signing-in', '403', 'The caller may not do this'),
    ...when(path.includes('{'), '404', 'There is no such thing, or it is not for the caller'),
    ...when(route.takesBody === true, '413', 'The body is too large'),
    ...when(route.takesBody === true, '415', 'The body has a type that is not understood'),
    ...when(kind === 'signing-in', '429', 'Too many attempts; `Retry-After` says how long to wait'),
  ];
}

function when(condition: boolean, status: string, description: string): [string, string][] {
  return condition ? [[status, description]] : [];
}
