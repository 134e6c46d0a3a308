import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
  /** The body as JSON. */
  json: unknown;
}

export interface FakeServer {
  url: string;
  seen: Seen[];
  close(): Promise<void>;
}

export const KEY = `hs_live_${'t'.repeat(40)}`;

/** A real HTTP server that answers as a test wants and remembers what came. */
export async function fakeServer(
  handle: (request: Seen, response: ServerResponse, count: number) => unknown,
): Promise<FakeServer> {
  const seen: Seen[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString('latin1');
      const request: Seen = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body,
        json: body.startsWith('{') ? JSON.parse(Buffer.from(body, 'latin1').toString()) : undefined,
      };
      seen.push(request);
      handle(request, response, seen.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with the envelope of a success. */
export function answer(
  response: ServerResponse,
  status: number,
  data: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ success: true, data }));
}

/** Answers with the envelope of a failure. */
export function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  extra: { details?: unknown; headers?: Record<string, string> } = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...extra.headers });
  const error = { code, message: `It is ${code}`, requestId: 'req-1', details: extra.details };
  response.end(JSON.stringify({ success: false, error }));
}

export const aUser = (email = 'ada@example.org') => ({
  id: 'user-0001',
  email,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  role: 'user' as const,
  banned: false,
  emailVerified: false,
});

/** A session in the form in which it is stored. */
export const aSession = (changes: object = {}) =>
  JSON.stringify({
    accessToken: 'token-1',
    expiresIn: 900,
    user: aUser(),
    accessTokenIssuedAt: Date.now(),
    refreshToken: 'refresh-1',
    ...changes,
  });

export const storeOf = (value: string | null) => ({
  get: () => value,
  set: (next: string) => {
    value = next;
  },
  remove: () => {
    value = null;
  },
});

export const aRecord = (id: string, data: object = {}) => ({
  id,
  collection: 'notes',
  ownerId: 'user-0001',
  data,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
});
