import { afterEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../test/fake-clock.js';
import {
  answer,
  aRecord,
  aSession,
  fakeServer,
  type FakeServer,
  KEY,
  refuse,
  storeOf,
} from '../test/fake-server.js';
import { AppBase, AuthError, DbError, StorageError } from './index.js';

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const fast = { setTimer: (work: () => void) => setTimeout(work, 1) };

async function clientOf(handle: Parameters<typeof fakeServer>[0], options: object = {}) {
  server = await fakeServer(handle);
  return AppBase.init({
    endpoint: `${server.url}/`,
    apiKey: KEY,
    sessionStore: storeOf(aSession()),
    timeoutMs: 0,
    platform: fast,
    ...options,
  });
}

describe('a call', () => {
  it('carries key and token and gives what stands in data', async () => {
    const client = await clientOf((_request, response) =>
      answer(response, 200, aRecord('record-01', { a: 1 })),
    );
    await expect(client.db.collection('notes').get('record-01')).resolves.toEqual(
      aRecord('record-01', { a: 1 }),
    );
    expect(server?.seen).toHaveLength(1);
    expect(server?.seen[0]).toMatchObject({
      method: 'GET',
      path: '/db/collections/notes/record-01',
      headers: { 'x-api-key': KEY, authorization: 'Bearer token-1' },
    });
  });

  it('fails with code, status, request id, details and retry-after', async () => {
    const details = [{ path: 'data.a', reason: 'is bad' }];
    const client = await clientOf((request, response) => {
      if (request.path.startsWith('/auth')) return refuse(response, 401, 'INVALID_CREDENTIALS');
      if (request.path.startsWith('/storage')) return refuse(response, 413, 'PAYLOAD_TOO_LARGE');
      return refuse(response, 400, 'VALIDATION_ERROR', {
        details,
        headers: { 'retry-after': '7' },
      });
    });
    const failed = await client.db
      .collection('notes')
      .create({})
      .catch((e: unknown) => e);
    expect(failed).toBeInstanceOf(DbError);
    expect(failed).toMatchObject({
      name: 'DbError',
      message: 'It is VALIDATION_ERROR',
      code: 'VALIDATION_ERROR',
      status: 400,
      requestId: 'req-1',
      details,
      retryAfter: 7,
    });
    const stored = client.storage.upload('photos', new Blob(['x']));
    await expect(stored).rejects.toBeInstanceOf(StorageError);
    await expect(stored).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE', status: 413 });
  });

  it('keeps the raw answer as the message of an auth error, for apps that match on it', async () => {
    const client = await clientOf((_request, response) =>
      refuse(response, 401, 'INVALID_CREDENTIALS'),
    );
    const failed = await client.auth.signIn('a@b.cd', 'wrong').catch((e: unknown) => e);
    expect(failed).toBeInstanceOf(AuthError);
    expect(JSON.parse((failed as Error).message)).toMatchObject({
      error: { code: 'INVALID_CREDENTIALS' },
    });
    expect(failed).toMatchObject({
      code: 'INVALID_CREDENTIALS',
      status: 401,
      reason: 'It is INVALID_CREDENTIALS',
    });
  });

  it('understands the error pages of proxies', async () => {
    const client = await clientOf((_request, response) => {
      response.writeHead(502, { 'content-type': 'text/html' });
      response.end('<h1>Bad gateway</h1>');
    });
    const failed = client.db.collection('notes').update('record-01', {});
    await expect(failed).rejects.toMatchObject({ code: 'UNAVAILABLE', status: 502 });
  });

  it('repeats what is safe to repeat, and nothing else', async () => {
    const counts: Record<string, number> = {};
    const client = await clientOf((request, response) => {
      const count = (counts[request.method] = (counts[request.method] ?? 0) + 1);
      if (count < 3) return refuse(response, 503, 'UNAVAILABLE');
      return answer(response, 200, aRecord('record-01'));
    });
    const notes = client.db.collection('notes');
    await notes.get('record-01');
    await notes.create({ a: 1 });
    await expect(notes.update('record-01', {})).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(notes.replace('record-01', {})).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(notes.delete('record-01')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(counts).toEqual({ GET: 3, POST: 3, PATCH: 1, PUT: 1, DELETE: 1 });
    const keys = server?.seen.filter(({ method }) => method === 'POST');
    expect(new Set(keys?.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  it('waits as long as a 429 says, but tells the app when that is long', async () => {
    const clock = new FakeClock();
    let count = 0;
    const client = await clientOf(() => undefined, {
      sessionStore: storeOf(aSession({ accessTokenIssuedAt: clock.platform.now() })),
      platform: {
        ...clock.platform,
        fetch: () => {
          const headers = { 'retry-after': ++count === 1 ? '5' : '900' };
          return Promise.resolve(new Response('{}', { status: 429, headers }));
        },
      },
    });
    const failed = client.db
      .collection('notes')
      .delete('record-01')
      .catch((e: unknown) => e);
    await clock.advance(4_900);
    expect(count).toBe(1);
    await clock.advance(200);
    expect(count).toBe(2);
    await expect(failed).resolves.toMatchObject({ code: 'RATE_LIMITED', retryAfter: 900 });
  });

  it('ends with TIMEOUT, ABORTED or NETWORK_ERROR', async () => {
    const client = await clientOf(() => undefined);
    const notes = client.db.collection('notes');
    const late = notes.get('record-01', { timeoutMs: 5 });
    await expect(late).rejects.toMatchObject({ code: 'TIMEOUT', status: 0 });
    const controller = new AbortController();
    const stopped = notes.get('record-01', { signal: controller.signal });
    setTimeout(() => controller.abort(), 5);
    await expect(stopped).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(notes.get('record-01', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    await server?.close();
    await expect(notes.get('record-01')).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
  });

  it.each(['../x', 'a/b', 'a?b', 'a#b', '..', '', 'a b', '%2e%2e'])(
    'refuses %j as a name or id before anything is sent',
    async (bad) => {
      const client = await clientOf((_request, response) => answer(response, 200, {}));
      const notes = client.db.collection('notes');
      expect(() => client.db.collection(bad)).toThrow(DbError);
      await expect(notes.get(`${bad}xxxxxxx/`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(notes.delete(bad)).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 });
      await expect(client.storage.download('photos', bad)).rejects.toBeInstanceOf(StorageError);
      await expect(client.storage.list(bad)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
      expect(() => client.storage.getUrl('photos', bad)).toThrow(StorageError);
      const batched = client.db.batch([{ op: 'delete', collection: 'notes', id: bad }]);
      await expect(batched).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(server?.seen).toEqual([]);
    },
  );
});
