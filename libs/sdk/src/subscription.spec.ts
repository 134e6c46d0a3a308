import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock, settle } from '../test/fake-clock.js';
import { FakeEvents } from '../test/fake-events.js';
import { aRecord, aSession, KEY, storeOf } from '../test/fake-server.js';
import { AppBase, type Change, type StreamState } from './index.js';

let clock: FakeClock;
let server: FakeEvents;
let client: AppBase;

beforeEach(() => {
  clock = new FakeClock();
  server = new FakeEvents();
  client = AppBase.init({
    endpoint: 'http://app.test',
    apiKey: KEY,
    sessionStore: storeOf(aSession({ accessTokenIssuedAt: clock.platform.now(), expiresIn: 1e6 })),
    platform: { ...clock.platform, fetch: server.fetch },
    timeoutMs: 0,
  });
});

const notes = () => client.db.collection('notes');
const event = (id: number, type = 'created') =>
  `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify({
    type,
    collection: 'notes',
    record: aRecord(`record-${id}`),
  })}\n\n`;

describe('subscribe', () => {
  it('hands on changes in whatever pieces and line ends they come', async () => {
    const seen: Change[] = [];
    notes().subscribe((change) => seen.push(change));
    await settle();
    expect(server.last.url).toBe('http://app.test/db/collections/notes/subscribe');
    const text = `: hello\n\nretry: 2000\n\n${event(1)}:\n\n${event(2, 'updated').replaceAll('\n', '\r\n')}`;
    for (const char of text) server.last.send(char);
    server.last.send(event(3, 'deleted'));
    await settle();
    expect(seen.map(({ type, record }) => [type, record.id])).toEqual([
      ['created', 'record-1'],
      ['updated', 'record-2'],
      ['deleted', 'record-3'],
    ]);
  });

  it('to a dead server makes at most 12 attempts in 60 s', async () => {
    server.answer = () => new Error('refused');
    const states: StreamState[] = [];
    notes().subscribe(() => undefined, { onState: (state) => states.push(state) });
    await clock.advance(60_000);
    expect(server.attempts).toBeGreaterThan(3);
    expect(server.attempts).toBeLessThanOrEqual(12);
    expect(states.slice(0, 3)).toEqual(['waiting', 'connecting', 'waiting']);
    expect(states).not.toContain('open');
  });

  it.each([
    ['answers 503', () => new Response('', { status: 503 })],
    ['answers 502', () => new Response('', { status: 502 })],
    ['ends at once', () => new Response('')],
  ])('to a server that %s makes at most 12 attempts in 60 s', async (_name, answer) => {
    server.answer = answer;
    notes().subscribe(() => undefined);
    await clock.advance(60_000);
    expect(server.attempts).toBeGreaterThan(3);
    expect(server.attempts).toBeLessThanOrEqual(12);
  });

  it('with a stale token and a dead server makes at most 12 attempts, refreshes included', async () => {
    const stale = AppBase.init({
      endpoint: 'http://app.test',
      apiKey: KEY,
      sessionStore: storeOf(aSession({ accessTokenIssuedAt: 0 })),
      platform: { ...clock.platform, fetch: server.fetch },
    });
    server.answer = () => new Error('refused');
    stale.db.collection('notes').subscribe(() => undefined);
    await clock.advance(60_000);
    expect(server.attempts).toBeLessThanOrEqual(12);
  });

  it('waits as long as Retry-After says', async () => {
    server.answer = () => new Response('', { status: 503, headers: { 'retry-after': '50' } });
    notes().subscribe(() => undefined);
    await clock.advance(49_000);
    expect(server.attempts).toBe(1);
  });

  it.each([
    [400, 'VALIDATION_ERROR'],
    [403, 'FORBIDDEN'],
    [404, 'NOT_FOUND'],
    [401, 'INVALID_API_KEY'],
  ])('ends with the error of an answer that will not change (%d)', async (status, code) => {
    server.answer = () => new Response(JSON.stringify({ error: { code } }), { status });
    const states: unknown[] = [];
    const subscription = notes().subscribe(() => undefined, {
      onState: (state, error) => states.push([state, error?.code]),
    });
    await clock.advance(60_000);
    expect(server.attempts).toBe(1);
    expect(states).toEqual([['closed', code]]);
    await expect(subscription.opened()).rejects.toMatchObject({ code });
  });

  it('comes back after a clean end and after a break, from where it was', async () => {
    const seen: string[] = [];
    const subscription = notes().subscribe(({ record }) => seen.push(record.id));
    await settle();
    server.last.send(event(7));
    await clock.advance(10_000);
    server.last.end();
    await clock.advance(3_000);
    expect(server.last.lastEventId).toBe('7');
    server.last.send(event(8));
    await clock.advance(10_000);
    server.last.break();
    await clock.advance(3_000);
    expect(server.last.lastEventId).toBe('8');
    expect(server.connections).toHaveLength(3);
    expect(seen).toEqual(['record-7', 'record-8']);
    expect(subscription.state).toBe('open');
    expect(subscription.lastEventId).toBe('8');
  });

  it('takes an id that comes alone as its place', async () => {
    let gaps = 0;
    notes().subscribe(() => undefined, { onGap: () => gaps++ });
    await settle();
    server.last.send(': connected\n\nretry: 2000\nid: 41\n\n');
    await clock.advance(10_000);
    server.last.end();
    await clock.advance(3_000);
    expect(server.last.lastEventId).toBe('41');
    expect(gaps).toBe(0);
  });

  it('reports a gap when the server has forgotten, or when there is no place to go on from', async () => {
    let gaps = 0;
    notes().subscribe(() => undefined, { onGap: () => gaps++ });
    await settle();
    server.last.send('id: 9\nevent: reset\ndata: {"type":"reset"}\n\n');
    await settle();
    expect(gaps).toBe(1);
    notes().subscribe(() => undefined, { onGap: () => gaps++, filter: { a: 1 } });
    await settle();
    await clock.advance(10_000);
    server.last.end();
    await clock.advance(5_000);
    expect(gaps).toBe(2);
  });

  it('connects again when the line is silent for 45 s', async () => {
    notes().subscribe(() => undefined);
    await settle();
    await clock.advance(30_000);
    server.last.send(':\n\n');
    await clock.advance(30_000);
    expect(server.connections).toHaveLength(1);
    await clock.advance(20_000);
    expect(server.connections).toHaveLength(2);
  });

  it('shares one connection among subscribers of a collection', async () => {
    const seen: string[] = [];
    const first = notes().subscribe(() => seen.push('first'));
    const second = notes().subscribe(() => seen.push('second'));
    await settle();
    expect(server.connections).toHaveLength(1);
    first();
    server.last.send(event(1));
    await settle();
    expect(seen).toEqual(['second']);
    second.unsubscribe();
    await settle();
    expect(server.open).toBe(0);
  });

  it('leaves nothing behind after 1,000 subscribe and unsubscribe', async () => {
    for (let round = 0; round < 1000; round++) {
      const subscription = notes().subscribe(() => undefined);
      if (round % 3 === 0) await settle();
      if (round % 2 === 0) subscription();
      else subscription.unsubscribe();
    }
    await settle();
    expect(server.open).toBe(0);
    expect(clock.pending).toBe(0);
    await clock.advance(60_000);
    expect(server.open).toBe(0);
  });

  it('can be looped over, and ends with the loop', async () => {
    const changes = notes().subscribe();
    const seen: string[] = [];
    const loop = (async () => {
      for await (const change of changes) {
        seen.push(change.record.id);
        if (seen.length === 2) break;
      }
    })();
    await settle();
    server.last.send(event(1) + event(2) + event(3));
    await loop;
    expect(seen).toEqual(['record-1', 'record-2']);
    expect(changes.state).toBe('closed');
    await settle();
    expect(server.open).toBe(0);
  });

  it('ends with its signal, and with the session', async () => {
    const controller = new AbortController();
    const states: unknown[] = [];
    notes().subscribe(() => undefined, {
      signal: controller.signal,
      onState: (state) => states.push(state),
    });
    const other = notes().subscribe(() => undefined);
    await settle();
    controller.abort();
    expect(states).toEqual(['open', 'closed']);
    expect(other.state).toBe('open');
    server.answer = () => new Response('{"data":{"loggedOut":true}}');
    await client.auth.signOut();
    await settle();
    expect(other.state).toBe('closed');
    expect(server.open).toBe(0);
  });

  it('hands a failing callback to the error handler and goes on', async () => {
    const seen: string[] = [];
    const uncaught: unknown[] = [];
    const restore = globalThis.setTimeout;
    globalThis.setTimeout = ((work: () => void, ms?: number) =>
      restore(() => {
        try {
          work();
        } catch (error) {
          uncaught.push(error);
        }
      }, ms)) as typeof setTimeout;
    try {
      notes().subscribe(() => {
        throw new Error('in the app');
      });
      notes().subscribe(({ record }) => seen.push(record.id));
      await settle();
      server.last.send(event(1) + event(2));
      await new Promise((resolve) => restore(resolve, 20));
    } finally {
      globalThis.setTimeout = restore;
    }
    expect(seen).toEqual(['record-1', 'record-2']);
    expect(uncaught).toHaveLength(2);
  });
});
