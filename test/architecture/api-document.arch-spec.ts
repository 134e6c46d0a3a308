import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KnownRoute } from '../../src/http/route-table.js';
import { startTestInstance, type TestInstance } from '../support/instance.js';

interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  security?: object[];
  parameters?: { name?: string; in?: string; schema?: object }[];
  responses: Record<string, { description: string; content?: object; headers?: object }>;
}

/** Pages and files for browsers: no part of the API. */
const PAGES = /^\/(dashboard|docs\/assets)(\/|$)/;

describe('the API document (API9:2023)', () => {
  let instance: TestInstance;
  let document: { paths: Record<string, Record<string, Operation>>; components: object };
  let operations: [string, Operation][];

  beforeAll(async () => {
    instance = await startTestInstance();
    document = (await (await fetch(`${instance.url}/docs/json`)).json()) as typeof document;
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    );
  });
  afterAll(() => instance.destroy());

  it('has every route of the server and no other', () => {
    const nameOf = ({ method, url }: KnownRoute) =>
      `${method} ${url.replaceAll(/:([A-Za-z]+)/g, '{$1}')}`;
    const routes = instance.server.routes.routes
      .filter(({ method, url }) => method !== 'HEAD' && method !== 'OPTIONS' && !PAGES.test(url))
      .map(nameOf);
    expect(operations.map(([name]) => name).sort()).toEqual([...new Set(routes)].sort());
  });

  it('is complete: id, summary, tag, security, success and failure of every operation', () => {
    const faults = operations.flatMap(([name, operation]) => {
      const good = Object.entries(operation.responses).filter(([status]) => /^[23]/.test(status));
      const named = (operation.parameters ?? []).every(
        (parameter) => parameter.name && parameter.in,
      );
      return [
        operation.summary ? [] : ['summary'],
        operation.tags?.length ? [] : ['tag'],
        operation.security ? [] : ['security'],
        good.length > 0 ? [] : ['success'],
        good.every(([status, { content }]) => content !== undefined || status.startsWith('3'))
          ? []
          : ['body of the success'],
        JSON.stringify(operation.responses['default']).includes('ErrorEnvelope') ? [] : ['failure'],
        named ? [] : ['parameters'],
      ]
        .flat()
        .map((fault) => `${name}: ${fault}`);
    });
    expect(faults).toEqual([]);
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[a-z][A-Za-z0-9]*$/.test(id ?? ''))).toBe(true);
  });

  it('refers to components that are there', () => {
    const text = JSON.stringify(document);
    const { schemas } = document.components as { schemas: Record<string, object> };
    for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
      expect(Object.keys(schemas)).toContain(name);
    }
  });

  it('is the same as docs/openapi.json (else: npm run build:server && npm run openapi)', () => {
    const path = new URL('../../docs/openapi.json', import.meta.url);
    expect(document).toEqual(JSON.parse(readFileSync(path, 'utf8')));
  });
});
