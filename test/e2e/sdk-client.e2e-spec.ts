import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppBase, type Change, etagOf, memoryStore } from '@appbase-pfe/sdk';
import { startTestInstance, type TestInstance } from '../support/instance.js';

const PASSWORD = 'a quiet river stone';
let count = 0;

describe('the client library against a real instance', () => {
  let instance: TestInstance;
  const clients: AppBase[] = [];
  const clientOf = (options: object = {}) => {
    const client = AppBase.init({ endpoint: instance.url, apiKey: instance.apiKey, ...options });
    clients.push(client);
    return client;
  };
  const signedUp = async (options: object = {}) => {
    const client = clientOf(options);
    await client.auth.signUp(`user-${++count}@example.org`, PASSWORD);
    return client;
  };

  beforeAll(async () => {
    instance = await startTestInstance();
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await instance.destroy();
  });

  it('signs up, in and out, and keeps the session where it is told to', async () => {
    const store = memoryStore();
    const client = clientOf({ sessionStore: store });
    const identity = { ward: 'A' };
    const slice = await client.auth.signUp({
      email: 'Ada@Example.org',
      password: PASSWORD,
      customIdentity: identity,
    });
    expect(slice).toMatchObject({ expiresIn: 900, user: { email: 'ada@example.org' } });
    expect(client.auth.getCustomIdentity()).toEqual(identity);
    await client.auth.updateIdentity({ ward: 'B' });
    expect(client.auth.getCustomIdentity()).toEqual({ ward: 'B' });

    const again = clientOf({ sessionStore: store });
    await expect(again.auth.ready()).resolves.toEqual({
      authenticated: true,
      user: client.auth.getCurrentUser(),
    });
    await expect(again.auth.sessions()).resolves.toMatchObject([{ current: true }]);

    await client.auth.changePassword({ currentPassword: PASSWORD, newPassword: `${PASSWORD} 2` });
    const other = clientOf();
    await expect(other.auth.signIn('ada@example.org', PASSWORD)).rejects.toMatchObject({
      code: 'INVALID_CREDENTIALS',
      status: 401,
    });
    await other.auth.signIn('ada@example.org', `${PASSWORD} 2`);
    const mine = await other.auth.sessions();
    expect(mine).toHaveLength(2);
    await client.auth.endSession(mine.find(({ current }) => current)?.id ?? '');
    await client.auth.signOut();
    expect(client.auth.getAuthState()).toEqual({ authenticated: false, user: null });
    expect(store.get()).toBeNull();
  });

  it('refreshes in Node, by the body form, and rotates', async () => {
    const store = memoryStore();
    const client = await signedUp({ sessionStore: store });
    const before = JSON.parse(store.get() ?? '') as { accessToken: string; refreshToken: string };
    store.set(JSON.stringify({ ...before, accessTokenIssuedAt: 0 }));
    const later = clientOf({ sessionStore: store });
    await expect(later.auth.ready()).resolves.toMatchObject({ authenticated: true });
    const after = JSON.parse(store.get() ?? '') as { refreshToken: string };
    expect(after.refreshToken).not.toBe(before.refreshToken);
    await later.db.collection('notes').create({ a: 1 });
    expect(client.auth.getAccessToken()).not.toBeNull();
  });

  it('works with records in every way', async () => {
    const client = await signedUp();
    const notes = client.db.collection<{ n: number; tag?: string; deep?: object }>('notes');
    const first = await notes.create({ n: 1, tag: 'a', deep: { x: 1, y: 2 } });
    await expect(notes.get(first.id)).resolves.toEqual(first);
    const updated = await notes.update(first.id, { n: 2, tag: null, deep: { x: 3 } });
    expect(updated.data).toEqual({ n: 2, deep: { x: 3, y: 2 } });
    await expect(notes.update(first.id, { n: 9 }, { ifMatch: first })).rejects.toMatchObject({
      name: 'DbError',
      code: 'PRECONDITION_FAILED',
      status: 412,
    });
    expect(etagOf(updated)).toMatch(/^".+"$/);
    await notes.replace(first.id, { n: 3 }, { ifMatch: updated });
    const made = await notes.batch([
      { op: 'create', data: { n: 10 } },
      { op: 'create', data: { n: 11 } },
      { op: 'patch', id: first.id, data: { tag: 'z' } },
    ]);
    expect(made).toHaveLength(3);
    const page = await notes.list({ filter: { n: { $gte: 10 } }, sort: '-data.n', limit: 1 });
    expect(page).toMatchObject({ items: [{ data: { n: 11 } }], total: 2 });
    const all: number[] = [];
    for await (const { data } of notes.each({ sort: 'data.n', limit: 1 })) all.push(data.n);
    expect(all).toEqual([3, 10, 11]);
    await expect(notes.remove(first.id)).resolves.toEqual({ deleted: true });
    await expect(notes.get(first.id)).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 });
    await expect(notes.list({ filter: { $nonsense: 1 } })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      requestId: expect.any(String),
    });
  });

  it('hears of changes, in order, and keeps a live list', async () => {
    const client = await signedUp();
    const stranger = await signedUp();
    const notes = client.db.collection<{ n: number }>('live-notes');
    const seen: Change<{ n: number }>[] = [];
    const strange: unknown[] = [];
    const subscription = notes.subscribe((change) => seen.push(change));
    const other = stranger.db.collection('live-notes').subscribe((change) => strange.push(change));
    await Promise.all([subscription.opened(), other.opened()]);
    const live = notes.live();

    const record = await notes.create({ n: 1 });
    await notes.update(record.id, { n: 2 });
    await notes.delete(record.id);
    const kept = await notes.create({ n: 3 });
    await until(() => seen.length === 4);
    expect(seen.map(({ type, record: { data } }) => [type, data.n])).toEqual([
      ['created', 1],
      ['updated', 2],
      ['deleted', 2],
      ['created', 3],
    ]);
    await until(() => live.items.length === 1 && !live.snapshot.loading);
    expect(live.items).toEqual([kept]);
    expect(strange).toEqual([]);
    live.close();
    subscription();
    other();
  });

  it('stores files of every kind and gives the same bytes back', async () => {
    const { storage } = await signedUp();
    const bytes = randomBytes(300_000);
    const sources = [
      bytes,
      new Blob([bytes]),
      Readable.from([bytes.subarray(0, 99), bytes.subarray(99)]),
    ];
    for (const source of sources) {
      const { file } = await storage.upload('files', source, {
        filename: 'ünï "x".bin',
        contentType: 'image/png',
      });
      expect(file).toMatchObject({ filename: 'ünï "x".bin', mimeType: 'image/png', size: 300_000 });
      expect(bytes.equals((await storage.download('files', file.id)) as Buffer)).toBe(true);
    }
    const { files, total } = await storage.list('files');
    expect([files.length, total]).toEqual([3, 3]);
    const id = files[0]?.id ?? '';
    await storage.replace('files', id, Buffer.from('second'), { filename: 'b.txt' });
    await expect(storage.versions('files', id)).resolves.toMatchObject([
      { version: 1, size: 300_000 },
      { version: 2, size: 6 },
    ]);
    expect(bytes.equals((await storage.download('files', id, { version: 1 })) as Buffer)).toBe(
      true,
    );
    await storage.restore('files', id, 1);
    expect(bytes.equals((await storage.download('files', id)) as Buffer)).toBe(true);
    const link = await storage.signedUrl('files', id, { expiresIn: 60 });
    const response = await fetch(link.url);
    expect(bytes.equals(Buffer.from(await response.arrayBuffer()))).toBe(true);
    await expect(storage.remove('files', id)).resolves.toEqual({ deleted: true });
    await expect(storage.download('files', id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('aborts an upload in the middle and leaves nothing', async () => {
    const { storage } = await signedUp();
    const controller = new AbortController();
    async function* slow() {
      for (let n = 0; n < 1000; n++) {
        yield new Uint8Array(10_000);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    const upload = storage.upload('aborted', slow(), {
      signal: controller.signal,
      onProgress: ({ loaded }) => loaded > 100_000 && controller.abort(),
    });
    await expect(upload).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(storage.list('aborted')).resolves.toEqual({ files: [], total: 0 });
  });
});

describe('a short token life', () => {
  it('is never seen: calls and streams go on over many of them', async () => {
    const instance = await startTestInstance({ APPBASE_ACCESS_TOKEN_TTL: '1' });
    const client = AppBase.init({ endpoint: instance.url, apiKey: instance.apiKey });
    try {
      await client.auth.signUp('short@example.org', PASSWORD);
      const notes = client.db.collection('notes');
      const tokens = new Set<string>();
      await until(async () => {
        await notes.create({});
        tokens.add(client.auth.getAccessToken() ?? '');
        return tokens.size >= 3;
      });
      expect(client.auth.getAuthState().authenticated).toBe(true);
    } finally {
      client.close();
      await instance.destroy();
    }
  });
});

describe('a server that restarts', () => {
  it('costs a subscriber no event', async () => {
    const first = await startTestInstance();
    const port = new URL(first.url).port;
    const client = AppBase.init({ endpoint: first.url, apiKey: first.apiKey });
    const writer = AppBase.init({ endpoint: first.url, apiKey: first.apiKey });
    await client.auth.signUp('restart@example.org', PASSWORD);
    await writer.auth.signIn('restart@example.org', PASSWORD);
    const seen: unknown[] = [];
    const states: string[] = [];
    let gaps = 0;
    const notes = client.db.collection<{ n: number }>('notes');
    const subscription = notes.subscribe(({ record }) => seen.push(record.data.n), {
      onState: (state) => states.push(state),
      onGap: () => gaps++,
    });
    await subscription.opened();
    await writer.db.collection('notes').create({ n: 0 });
    await first.close();
    const second = await startTestInstance({
      APPBASE_DATA_DIR: first.dataDir,
      APPBASE_PORT: port,
    });
    try {
      // Some before the subscriber is back, some after.
      for (let n = 1; n <= 5; n++) await writer.db.collection('notes').create({ n });
      await until(() => subscription.state === 'open');
      await writer.db.collection('notes').create({ n: 6 });
      await until(() => seen.length >= 7);
      expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6]);
      expect(gaps).toBe(0);
      expect(states).toContain('waiting');
    } finally {
      client.close();
      writer.close();
      await second.destroy();
    }
  });
});

/** Waits for a condition; the test's own time limit is the end of it. */
async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 10));
}
