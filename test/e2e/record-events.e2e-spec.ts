import { request as httpRequest } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { openStream, type TestStream } from '../support/events.js';
import {
  signUp,
  startTestInstance,
  type TestInstance,
  type TestUser,
} from '../support/instance.js';

describe('event streams', () => {
  let instance: TestInstance;
  let anna: TestUser;
  let ben: TestUser;
  const open: TestStream[] = [];

  beforeAll(async () => {
    instance = await startTestInstance();
    anna = await signUp(instance);
    ben = await signUp(instance);
  });
  afterEach(() => {
    for (const stream of open.splice(0)) stream.close();
  });
  afterAll(() => instance.destroy());

  const path = (collection: string) => `/db/collections/${collection}`;
  const create = async (user: TestUser, collection: string, data: object) => {
    const answer = await supertest(instance.url)
      .post(path(collection))
      .set(user.headers)
      .send({ data });
    expect(answer.status).toBe(201);
    return answer.body.data as { id: string };
  };
  const subscribe = async (user: TestUser, collection: string, headers = {}) => {
    const stream = await openStream(`${instance.url}${path(collection)}/subscribe`, {
      ...user.headers,
      ...headers,
    });
    open.push(stream);
    return stream;
  };

  it('sends the whole record on one line after each commit, to its owner only', async () => {
    const [hers, his] = [await subscribe(anna, 'live'), await subscribe(ben, 'live')];
    expect(hers.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(hers.headers.get('x-content-type-options')).toBe('nosniff');
    expect(hers.headers.get('cache-control')).toContain('no-store');
    expect(hers.blocks.slice(0, 2)).toEqual([
      { comment: 'connected' },
      { retry: '2000', id: expect.stringMatching(/^\d+$/) },
    ]);
    const record = await create(anna, 'live', { text: 'a\nb\u2028c' });
    const http = supertest(instance.url);
    const one = `${path('live')}/${record.id}`;
    const replaced = await http
      .put(one)
      .set(anna.headers)
      .send({ data: { n: 2 } });
    await http
      .put(one)
      .set(ben.headers)
      .send({ data: { n: 3 } })
      .expect(404);
    await http.delete(one).set(anna.headers).expect(200);
    await create(anna, 'elsewhere', {});
    await create(ben, 'live', { mine: true });
    expect(await hers.events(3)).toEqual([
      { type: 'created', collection: 'live', record },
      { type: 'updated', collection: 'live', record: replaced.body.data },
      { type: 'deleted', collection: 'live', record: replaced.body.data },
    ]);
    const names = hers.blocks.map((block) => block.event).filter(Boolean);
    expect(names).toEqual(['created', 'updated', 'deleted']);
    // 4.2 row 6: the other's stream has only what is his.
    expect(await his.events(1)).toEqual([
      {
        type: 'created',
        collection: 'live',
        record: expect.objectContaining({ data: { mine: true } }),
      },
    ]);
  });

  it('replays what came after Last-Event-ID, then goes on live, each change once', async () => {
    await create(anna, 'replayed', { n: 0 });
    const first = await subscribe(anna, 'replayed');
    const from = first.blocks[1]!.id!;
    first.close();
    for (let n = 1; n <= 150; n++) await create(anna, 'replayed', { n });
    await create(ben, 'replayed', { n: -1 });
    const writing = Promise.all(
      Array.from({ length: 50 }, (_, n) => create(anna, 'replayed', { n: 151 + n })),
    );
    const resumed = await subscribe(anna, 'replayed', { 'last-event-id': from });
    await writing;
    const events = await resumed.events(200);
    const numbers = events.map((event) => (event['record'] as { data: { n: number } }).data.n);
    expect(numbers.slice(0, 150)).toEqual(Array.from({ length: 150 }, (_, n) => n + 1));
    expect([...numbers].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 200 }, (_, n) => n + 1),
    );
    const ids = resumed.blocks.flatMap((block) => (block.event ? [Number(block.id)] : []));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(new Set(ids).size).toBe(200);
  });

  it.each(['999999999', 'nonsense', '-1', '1e3'])(
    'tells a reader with Last-Event-ID %s to read again',
    async (id) => {
      const stream = await subscribe(anna, 'reset', { 'last-event-id': id });
      expect(await stream.events(1)).toEqual([{ type: 'reset' }]);
      const { id: at, event } = stream.blocks.find((block) => block.event !== undefined)!;
      expect(event).toBe('reset');
      expect(at).toMatch(/^\d+$/);
      await create(anna, 'reset', { after: id });
      expect((await stream.events(2))[1]).toMatchObject({ record: { data: { after: id } } });
    },
  );

  it('ends with the session (7.4.1, 4.2 row 9), and sends nothing after', async () => {
    const carl = await signUp(instance);
    const again = await supertest(instance.url)
      .post('/auth/login')
      .send({ email: carl.user.email, password: 'correct horse battery staple' });
    const other: TestUser = {
      ...carl,
      token: again.body.data.accessToken,
      headers: { ...carl.headers, authorization: `Bearer ${again.body.data.accessToken}` },
    };
    const [ending, staying] = [await subscribe(other, 'ended'), await subscribe(carl, 'ended')];
    await supertest(instance.url)
      .post('/auth/logout')
      .set('cookie', again.headers['set-cookie']![0]!.split(';')[0]!)
      .expect(200);
    await ending.ended;
    await create(carl, 'ended', { n: 1 });
    await staying.events(1);
    expect(ending.blocks).toHaveLength(2);
    const refused = await openStream(`${instance.url}${path('ended')}/subscribe`, other.headers);
    expect(refused.status).toBe(401);
  });

  it('refuses a stream without credentials and gives guests nothing (4.2 row 8)', async () => {
    const url = `${instance.url}${path('live')}/subscribe`;
    expect((await openStream(url, {})).status).toBe(401);
    expect(
      (await openStream(url, { 'x-api-key': instance.apiKey, authorization: 'Bearer x' })).status,
    ).toBe(401);
    const guest = await openStream(url, { 'x-api-key': instance.apiKey });
    open.push(guest);
    await create(anna, 'live', { secret: true });
    const hers = await subscribe(anna, 'live', { 'last-event-id': '0' });
    await hers.events(1);
    expect(guest.blocks.filter((block) => block.data !== undefined)).toEqual([]);
  });

  it('closes a reader that does not read, and goes on for the others', async () => {
    const reading = await subscribe(anna, 'slow');
    const closed = new Promise<void>((resolve, reject) => {
      const idle = httpRequest(
        `${instance.url}${path('slow')}/subscribe`,
        { headers: anna.headers },
        (response) => {
          response.pause();
          response.on('error', () => resolve());
          response.on('close', () => resolve());
          void (async () => {
            const filler = 'x'.repeat(900_000);
            for (let n = 0; n < 24; n++) await create(anna, 'slow', { n, filler });
            response.resume();
          })().catch(reject);
        },
      );
      idle.on('error', () => resolve());
      idle.end();
    });
    const events = await reading.events(24);
    expect(events).toHaveLength(24);
    await closed;
  });

  it('tells and closes its streams first when the server stops', async () => {
    const stopping = await startTestInstance();
    const user = await signUp(stopping);
    const stream = await openStream(`${stopping.url}${path('any')}/subscribe`, user.headers);
    await stopping.destroy();
    await stream.ended;
    expect(stream.blocks.at(-1)).toEqual({ event: 'shutdown', data: '{"type":"shutdown"}' });
  });
});
