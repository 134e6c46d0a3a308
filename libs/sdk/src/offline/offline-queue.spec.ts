import { afterEach, describe, expect, it } from '@jest/globals';
import {
  answer,
  aRecord,
  aSession,
  aUser,
  fakeServer,
  type FakeServer,
  KEY,
  refuse,
  storeOf,
} from '../../test/fake-server.js';
import { AppBase, type Write } from '../index.js';
import { type Conflict, memoryQueueStore, type OfflineOptions, OfflineQueue } from './index.js';

let server: FakeServer | undefined;
const clients: AppBase[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server?.close();
  server = undefined;
});

let online = true;
/** A client whose network a test can take away. */
async function clientOf(
  handle: Parameters<typeof fakeServer>[0],
  options: OfflineOptions & { session?: string } = {},
) {
  server ??= await fakeServer(handle);
  const timers = { setTimer: (work: () => void) => setTimeout(work, 5) };
  const queue = new OfflineQueue({ platform: timers, ...options });
  const client = AppBase.init({
    endpoint: server.url,
    apiKey: KEY,
    sessionStore: storeOf(options.session ?? aSession()),
    timeoutMs: 0,
    offline: queue,
    platform: {
      ...timers,
      fetch: (input, init) => (online ? fetch(input, init) : Promise.reject(new TypeError('off'))),
    },
  });
  clients.push(client);
  return { client, queue, notes: client.db.collection('notes') };
}

const writes = () =>
  (server?.seen ?? [])
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path, json }) => [
      method,
      path.replace('/db/collections/notes', ''),
      (json as { data?: unknown } | undefined)?.data,
    ]);

async function until(done: () => boolean | Promise<boolean>) {
  for (let turn = 0; turn < 2000 && !(await done()); turn++) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

const accepting: Parameters<typeof fakeServer>[0] = (request, response) => {
  if (request.method === 'POST') return answer(response, 201, aRecord('record-01'));
  if (request.method === 'DELETE') return answer(response, 200, { deleted: true });
  return answer(response, 200, aRecord('record-01'));
};

describe('the offline queue', () => {
  it('is not in the way while there is a network', async () => {
    online = true;
    const { notes, queue } = await clientOf(accepting);
    await expect(notes.create({ a: 1 })).resolves.toEqual(aRecord('record-01'));
    await expect(queue.waiting()).resolves.toEqual([]);
  });

  it('sends what waits in its order, with the real id in place of the made-up one', async () => {
    online = false;
    const sent: (string | undefined)[] = [];
    const { notes, queue } = await clientOf(accepting, {
      onSent: ({ localId }) => sent.push(localId),
    });
    const created = await notes.create({ a: 1 });
    expect(created).toMatchObject({ ownerId: 'user-0001', data: { a: 1 }, pending: true });
    await notes.update(created.id, { a: 2 });
    await notes.replace('record-09', { b: 1 });
    await expect(notes.delete(created.id)).resolves.toEqual({ deleted: true });
    expect(writes()).toEqual([]);
    await expect(queue.waiting()).resolves.toHaveLength(4);
    online = true;
    await queue.flush();
    await until(async () => (await queue.waiting()).length === 0);
    expect(writes()).toEqual([
      ['POST', '', { a: 1 }],
      ['PATCH', '/record-01', { a: 2 }],
      ['PUT', '/record-09', { b: 1 }],
      ['DELETE', '/record-01', undefined],
    ]);
    expect(sent[0]).toBe(created.id);
    // Who still holds the made-up id means the record.
    await notes.update(created.id, { a: 3 });
    expect(writes().at(-1)).toEqual(['PATCH', '/record-01', { a: 3 }]);
  });

  it('keeps the order: a write that comes while others wait waits behind them', async () => {
    online = false;
    const { notes, queue } = await clientOf(accepting);
    await notes.update('record-01', { n: 1 });
    online = true;
    await notes.update('record-01', { n: 2 });
    await until(async () => (await queue.waiting()).length === 0);
    expect(writes().map(([, , data]) => data)).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('leaves things as they are without it where nothing can be stored', async () => {
    online = true;
    const refused = () => Promise.reject(new Error('not in a private window'));
    const store = { add: refused, all: refused, settle: refused, close: () => undefined };
    const { notes } = await clientOf(accepting, { store });
    await expect(notes.create({ a: 1 })).resolves.toEqual(aRecord('record-01'));
    online = false;
    await expect(notes.create({ a: 1 })).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    online = true;
  });

  it('survives a restart and stores nothing twice', async () => {
    online = false;
    const store = memoryQueueStore();
    const before = await clientOf(accepting, { store });
    await before.notes.create({ a: 1 });
    before.client.close();
    online = true;
    const after = await clientOf(accepting, { store });
    await until(async () => (await after.queue.waiting()).length === 0);
    expect(writes()).toEqual([['POST', '', { a: 1 }]]);
    expect(server?.seen[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/);
  });

  it('repeats a create whose answer was lost under the same idempotency key', async () => {
    online = true;
    let count = 0;
    const { notes, queue } = await clientOf((request, response) =>
      ++count <= 4 ? response.destroy() : accepting(request, response, count),
    );
    await expect(notes.create({ a: 1 })).resolves.toMatchObject({ pending: true });
    await until(async () => (await queue.waiting()).length === 0);
    const keys = new Set(server?.seen.map(({ headers }) => headers['idempotency-key']));
    expect(count).toBeGreaterThan(4);
    expect(keys.size).toBe(1);
  });

  it('does not send the writes of one user as another', async () => {
    online = false;
    const store = memoryQueueStore();
    const ada = await clientOf(accepting, { store });
    await ada.notes.create({ secret: 'of ada' });
    ada.client.close();
    online = true;
    const session = aSession({ user: { ...aUser('bo@example.org'), id: 'user-0002' } });
    const bo = await clientOf(accepting, { store, session });
    await bo.queue.flush();
    expect(writes()).toEqual([]);
    await expect(bo.queue.waiting()).resolves.toEqual([]);
    await expect(store.all('user-0001')).resolves.toHaveLength(1);
  });

  it('asks what becomes of a write that conflicts', async () => {
    online = false;
    const conflicts: Conflict[] = [];
    const { notes, queue } = await clientOf(
      (request, response) => {
        if (request.method === 'GET') return answer(response, 200, aRecord('record-01', { n: 5 }));
        return request.headers['if-match'] === undefined
          ? answer(response, 200, aRecord('record-01'))
          : refuse(response, 412, 'PRECONDITION_FAILED');
      },
      {
        onConflict: (conflict) => {
          conflicts.push(conflict);
          return { data: { n: 6 } };
        },
      },
    );
    await notes.update('record-01', { n: 1 }, { ifMatch: '"1"' });
    online = true;
    await until(async () => (await queue.waiting()).length === 0);
    expect(conflicts).toHaveLength(1);
    expect(conflicts[0]).toMatchObject({
      write: { op: 'patch', data: { n: 1 } },
      error: { code: 'PRECONDITION_FAILED' },
      current: { data: { n: 5 } },
    });
    expect(writes().at(-1)).toEqual(['PATCH', '/record-01', { n: 6 }]);
  });

  it('takes a change that was made, but whose answer was lost, for done', async () => {
    online = false;
    const discarded: Write[] = [];
    const { notes, queue } = await clientOf(
      (request, response) => {
        if (request.method === 'DELETE') return refuse(response, 404, 'NOT_FOUND');
        if (request.method === 'PATCH') return refuse(response, 412, 'PRECONDITION_FAILED');
        return request.path.endsWith('record-02')
          ? refuse(response, 404, 'NOT_FOUND')
          : answer(response, 200, aRecord('record-01', { n: 1, deep: { a: 1, b: 2 } }));
      },
      { onDiscarded: (write) => discarded.push(write) },
    );
    await notes.update('record-01', { n: 1, gone: null, deep: { a: 1 } }, { ifMatch: '"1"' });
    await notes.delete('record-02');
    online = true;
    await until(async () => (await queue.waiting()).length === 0);
    await expect(queue.waiting()).resolves.toEqual([]);
    expect(discarded).toEqual([]);
  });

  it('discards what the server will never take, tells, and goes on', async () => {
    online = false;
    const discarded: unknown[] = [];
    const { notes, queue } = await clientOf(
      (request, response) =>
        request.method === 'POST'
          ? refuse(response, 400, 'VALIDATION_ERROR')
          : answer(response, 200, aRecord('record-01')),
      { onDiscarded: (write, error) => discarded.push([write.data, error.code]) },
    );
    await notes.create({ bad: true });
    await notes.update('record-01', { n: 1 });
    online = true;
    await until(async () => (await queue.waiting()).length === 0);
    expect(discarded).toEqual([[{ bad: true }, 'VALIDATION_ERROR']]);
    expect(writes().at(-1)).toEqual(['PATCH', '/record-01', { n: 1 }]);
  });
});
