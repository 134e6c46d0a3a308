import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { FakeClock, settle } from '../test/fake-clock.js';
import { FakeEvents } from '../test/fake-events.js';
import {
  answer,
  aRecord,
  aSession,
  fakeServer,
  type FakeServer,
  KEY,
  storeOf,
} from '../test/fake-server.js';
import { AppBase, etagOf } from './index.js';

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function clientOf(handle: Parameters<typeof fakeServer>[0], options: object = {}) {
  server = await fakeServer(handle);
  return AppBase.init({
    endpoint: server.url,
    apiKey: KEY,
    sessionStore: storeOf(aSession()),
    ...options,
  });
}

const sent = () => server?.seen.map(({ method, path, json }) => [method, path, json]);

describe('a collection', () => {
  it('updates with one PATCH and nothing else', async () => {
    const client = await clientOf((_request, response) =>
      answer(response, 200, aRecord('record-01')),
    );
    await client.db.collection<{ done: boolean }>('notes').update('record-01', { done: true });
    expect(sent()).toEqual([
      ['PATCH', '/db/collections/notes/record-01', { data: { done: true } }],
    ]);
  });

  it('asks for related records, sums and versions by their routes', async () => {
    const versions = { items: [{ version: 2, at: 'now', actor: 'user:a' }], total: 2 };
    const groups = [{ key: { ward: 'a' }, values: { n: 1 } }];
    const client = await clientOf(
      ({ path }, response) => {
        if (path.endsWith('aggregate')) return answer(response, 200, { groups });
        if (path.includes('history?')) return answer(response, 200, versions);
        return answer(response, 200, aRecord('record-01'), { etag: '"3"' });
      },
      { dbCache: true },
    );
    const notes = client.db.collection('notes');
    await notes.get('record-01', { expand: ['a', 'a.b'] });
    // What comes along is not remembered: nothing would tell when it is old.
    const read = await notes.get('record-01', { expand: 'a,a.b' });
    await notes.list({ expand: 'a', search: 'two words' });
    const query = { groupBy: 'ward', measures: { n: { $count: true } } } as const;
    await expect(notes.aggregate(query)).resolves.toEqual(groups);
    await expect(notes.history('record-01', { limit: 1, offset: 1 })).resolves.toEqual(versions);
    await notes.history('record-01', 2);
    const restored = await notes.restore('record-01', 2, { ifMatch: read });
    expect(etagOf(restored)).toBe('"3"');
    const path = '/db/collections/notes';
    expect(sent()).toEqual([
      ['GET', `${path}/record-01?expand=a%2Ca.b`, undefined],
      ['GET', `${path}/record-01?expand=a%2Ca.b`, undefined],
      ['GET', `${path}?search=two%20words&expand=a`, undefined],
      ['POST', `${path}/aggregate`, query],
      ['GET', `${path}/record-01/history?limit=1&offset=1`, undefined],
      ['GET', `${path}/record-01/history/2`, undefined],
      ['POST', `${path}/record-01/history/2/restore`, undefined],
    ]);
    expect(server?.seen.at(-1)?.headers['if-match']).toBe('"3"');
    await expect(notes.history('../../secret', 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(notes.restore('record-01', '1/x' as never)).resolves.toBeDefined();
    expect(server?.seen.at(-1)?.path).toBe(`${path}/record-01/history/NaN/restore`);
  });

  it('sends If-Match for a record as it was read, and refuses one that came without ETag', async () => {
    const client = await clientOf((request, response) =>
      request.path.endsWith('notes')
        ? answer(response, 200, { items: [aRecord('record-01')], total: 1 })
        : answer(response, 200, aRecord('record-01'), { etag: '"7"' }),
    );
    const notes = client.db.collection('notes');
    const record = await notes.get('record-01');
    expect(etagOf(record)).toBe('"7"');
    expect(Object.keys(record)).not.toContain('etag');
    await notes.update('record-01', { a: 1 }, { ifMatch: record });
    await notes.replace('record-01', { a: 1 }, { ifMatch: '"8"' });
    await notes.delete('record-01', { ifMatch: record });
    expect(server?.seen.map(({ headers }) => headers['if-match'])).toEqual([
      undefined,
      '"7"',
      '"8"',
      '"7"',
    ]);
    const { items } = await notes.list();
    expect(() => notes.update('record-01', {}, { ifMatch: items[0] ?? '' })).toThrow('ETag');
  });

  it('lists with everything the server can do, written into the query', async () => {
    const client = await clientOf((_request, response) =>
      answer(response, 200, { items: [], total: 0 }),
    );
    await client.db.collection('notes').list({
      limit: 10,
      filter: { tag: 'a&b', n: { $gt: 1 } },
      sort: '-data.n,createdAt',
      fields: ['data.title', 'createdAt'],
      total: false,
    });
    const query = new URL(server?.seen[0]?.path ?? '', 'http://x').searchParams;
    expect(Object.fromEntries(query)).toEqual({
      limit: '10',
      filter: '{"tag":"a&b","n":{"$gt":1}}',
      sort: '-data.n,createdAt',
      fields: 'data.title,createdAt',
      total: 'false',
    });
  });

  it('goes through all pages', async () => {
    const client = await clientOf((request, response) => {
      const cursor = new URL(request.path, 'http://x').searchParams.get('cursor');
      const page = Number(cursor ?? 0);
      const next = page < 2 ? { nextCursor: String(page + 1) } : {};
      answer(response, 200, { items: [aRecord(`record-0${page}`)], ...next });
    });
    const ids: string[] = [];
    for await (const record of client.db.collection('notes').each()) ids.push(record.id);
    expect(ids).toEqual(['record-00', 'record-01', 'record-02']);
  });

  it('checks data by a schema before it is sent, and types it', async () => {
    const client = await clientOf((_request, response) =>
      answer(response, 201, aRecord('record-01')),
    );
    const notes = client.db.collection(
      'notes',
      z.object({ title: z.string().trim().min(1), tags: z.array(z.string()).default([]) }),
    );
    await expect(notes.create({ title: '', tags: ['a'] })).rejects.toMatchObject({
      name: 'DbError',
      code: 'VALIDATION_ERROR',
      details: [{ path: 'title' }],
    });
    await notes.create({ title: ' a ', tags: [] });
    expect(sent()).toEqual([['POST', '/db/collections/notes', { data: { title: 'a', tags: [] } }]]);
  });

  it('sends batches with the collection filled in and one idempotency key', async () => {
    let count = 0;
    const client = await clientOf((_request, response) =>
      ++count === 1
        ? response.destroy()
        : answer(response, 200, { results: [aRecord('record-01'), { deleted: true }] }),
    );
    const results = await client.db.collection('notes').batch([
      { op: 'create', data: { a: 1 } },
      { op: 'delete', id: 'record-02' },
    ]);
    expect(results).toEqual([aRecord('record-01'), { deleted: true }]);
    expect(server?.seen.at(-1)?.json).toEqual({
      operations: [
        { op: 'create', data: { a: 1 }, collection: 'notes' },
        { op: 'delete', id: 'record-02', collection: 'notes' },
      ],
    });
    const keys = server?.seen.map(({ headers }) => headers['idempotency-key']);
    expect(keys?.[0]).toBeDefined();
    expect(keys?.[0]).toBe(keys?.[1]);
  });
});

describe('the cache', () => {
  const counting = () => {
    let n = 0;
    return (_request: unknown, response: Parameters<typeof answer>[0]) =>
      answer(response, 200, aRecord('record-01', { n: ++n }), { etag: `"${n}"` });
  };

  it('answers again for a while, with a copy of its own and the ETag', async () => {
    const clock = new FakeClock();
    const client = await clientOf(counting(), {
      dbCache: { ttlMs: 1000 },
      platform: { now: clock.platform.now },
      sessionStore: storeOf(aSession({ accessTokenIssuedAt: clock.platform.now() })),
    });
    const notes = client.db.collection('notes');
    const first = await notes.get('record-01');
    first.data['n'] = 'changed by the app';
    const second = await notes.get('record-01');
    expect(second.data).toEqual({ n: 1 });
    expect(etagOf(second)).toBe('"1"');
    await expect(notes.get('record-01', { fresh: true })).resolves.toMatchObject({
      data: { n: 2 },
    });
    await clock.advance(1001);
    await expect(notes.get('record-01')).resolves.toMatchObject({ data: { n: 3 } });
  });

  it('forgets what this client writes, and everything when the user changes', async () => {
    const client = await clientOf(counting(), { dbCache: true });
    const notes = client.db.collection('notes');
    await notes.get('record-01');
    await notes.update('record-01', { a: 1 });
    await expect(notes.get('record-01')).resolves.toMatchObject({ data: { n: 3 } });
    await client.auth.signOut();
    await expect(notes.get('record-01')).resolves.toMatchObject({ data: { n: 5 } });
  });

  it('holds no more than it may', async () => {
    const client = await clientOf(counting(), { dbCache: { maxEntries: 2 } });
    const notes = client.db.collection('notes');
    for (const id of ['record-01', 'record-02', 'record-03', 'record-01']) await notes.get(id);
    expect(server?.seen).toHaveLength(4);
    await notes.get('record-03');
    expect(server?.seen).toHaveLength(4);
  });
});

describe('live changes', () => {
  const clock = new FakeClock();
  const liveClient = (list: () => unknown, options: object = {}) => {
    const events = new FakeEvents();
    let lists = 0;
    const client = AppBase.init({
      endpoint: 'http://app.test',
      apiKey: KEY,
      sessionStore: storeOf(aSession({ accessTokenIssuedAt: clock.platform.now() })),
      timeoutMs: 0,
      platform: {
        ...clock.platform,
        fetch: async (input, init) => {
          if ((input as string).includes('/subscribe')) return events.fetch(input, init);
          lists++;
          return new Response(JSON.stringify({ data: list() }));
        },
      },
      ...options,
    });
    return { client, events, lists: () => lists };
  };
  const event = (type: string, id: string, data: object = {}, updatedAt = '2026-01-02') =>
    `event: ${type}\ndata: ${JSON.stringify({
      type,
      collection: 'notes',
      record: { ...aRecord(id, data), updatedAt },
    })}\n\n`;

  it('make the cache forget', async () => {
    let n = 0;
    const { client, events } = liveClient(() => aRecord('record-01', { n: ++n }), {
      dbCache: true,
    });
    const notes = client.db.collection('notes');
    notes.subscribe(() => undefined);
    await settle();
    await notes.get('record-01');
    events.last.send(event('updated', 'record-01'));
    await settle();
    await expect(notes.get('record-01')).resolves.toMatchObject({ data: { n: 2 } });
  });

  it('keep a plain list in step without reading it again', async () => {
    const { client, events, lists } = liveClient(() => ({
      items: [aRecord('record-01'), aRecord('record-02')],
      total: 2,
    }));
    const seen: string[][] = [];
    const live = client.db.collection('notes').live({}, (one) => {
      seen.push(one.items.map(({ id }) => id));
    });
    // Once at the start, and once when the stream is open.
    while (lists() < 2) await settle();
    await settle();
    const before = lists();
    events.last.send(event('created', 'record-03'));
    events.last.send(event('updated', 'record-02', { a: 1 }));
    events.last.send(event('updated', 'record-02', { a: 'older' }, '2025-01-01'));
    events.last.send(event('deleted', 'record-01'));
    await settle();
    expect(live.items.map(({ id, data }) => [id, data])).toEqual([
      ['record-02', { a: 1 }],
      ['record-03', {}],
    ]);
    expect(live.total).toBe(2);
    expect(lists()).toBe(before);
    live.close();
    await settle();
    expect(events.open).toBe(0);
    expect(seen.at(-1)).toEqual(['record-02', 'record-03']);
  });

  it('make a filtered list be read again, once for many changes', async () => {
    let total = 1;
    const { client, events, lists } = liveClient(() => ({ items: [aRecord('record-01')], total }));
    const live = client.db.collection('notes').live({ filter: { done: false }, sort: '-data.n' });
    await settle();
    const before = lists();
    total = 5;
    for (let n = 0; n < 20; n++) events.last.send(event('created', `record-1${n}`));
    while (live.total !== 5) await settle();
    expect(lists() - before).toBeLessThanOrEqual(3);
    live.close();
  });

  it('report why a list cannot be read', async () => {
    const { client } = liveClient(() => {
      throw new Error('down');
    });
    const live = client.db.collection('notes').live();
    await clock.advance(20_000);
    expect(live.snapshot).toMatchObject({ loading: false, error: { code: 'NETWORK_ERROR' } });
    live.close();
  });
});
