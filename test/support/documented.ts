import { readFileSync } from 'node:fs';

const FILE = new URL('../../docs/openapi.json', import.meta.url);

/** Pages and their files: no part of the API. */
const PAGES = /^\/(dashboard\/.*|docs\/assets\/.*|assets\/.*|)$/;

let known: { method: string; path: RegExp }[] | undefined;

/** Every operation of the API document. */
export function operations(): { method: string; path: string }[] {
  const { paths } = JSON.parse(readFileSync(FILE, 'utf8')) as {
    paths: Record<string, Record<string, unknown>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
}

/** Whether a request is to a route of the API document; pages and their files are as well. */
export function isDocumented(method: string, path: string): boolean {
  known ??= operations().map((operation) => ({
    method: operation.method,
    path: new RegExp(
      `^${operation.path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`,
    ),
  }));
  return (
    (method === 'GET' && PAGES.test(path)) ||
    known.some((route) => route.method === method && route.path.test(path))
  );
}
