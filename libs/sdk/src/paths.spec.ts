import { describe, expect, it } from '@jest/globals';
import { AppBase, memoryStore } from './index.js';

const SESSION = {
  accessToken: 'token',
  expiresIn: 900,
  accessTokenIssuedAt: Date.now(),
  user: { id: 'user-0001', email: 'a@example.org', role: 'user', banned: false },
};
const BAD = [
  '../users',
  '..',
  '.',
  'a/b',
  'a\\b',
  'a?b=c',
  'a#b',
  'a b',
  '%2e%2e%2f',
  'a\u0000b',
  '',
];
const GOOD = '01a21b7d-ff1c-74d3-97dd-9ddda85f181c';

/** Everything that puts a name or an id into a path, by what is put. */
const calls = (app: AppBase): Record<string, (value: string) => unknown> => ({
  'a collection': (name) => app.db.collection(name).list(),
  'a record to get': (id) => app.db.collection('notes').get(id),
  'a record to change': (id) => app.db.collection('notes').update(id, { n: 1 }),
  'a record to replace': (id) => app.db.collection('notes').replace(id, { n: 1 }),
  'a record to delete': (id) => app.db.collection('notes').delete(id),
  'a record with a history': (id) => app.db.collection('notes').history(id),
  'a record to restore': (id) => app.db.collection('notes').restore(id, 1),
  'a record to share': (id) => app.db.collection('notes').grants(id).get(),
  'a bucket': (bucket) => app.storage.list(bucket),
  'a bucket to upload to': (bucket) => app.storage.upload(bucket, new Blob(['x'])),
  'a file to get': (id) => app.storage.download('scans', id),
  'a file to replace': (id) => app.storage.replace('scans', id, new Blob(['x'])),
  'a file to delete': (id) => app.storage.delete('scans', id),
  'a file to sign': (id) => app.storage.signedUrl('scans', id),
  'a file with versions': (id) => app.storage.versions('scans', id),
  'a file to restore': (id) => app.storage.restore('scans', id, 1),
  'a file to share': (id) => app.storage.grants('scans', id).get(),
  'a group': (group) => app.groups.members(group),
  'a member': (id) => app.groups.removeMember('ward-a', id),
  'a session': (id) => app.auth.endSession(id),
});

describe('names and ids in paths (list 4 row 10)', () => {
  const asked: string[] = [];
  const store = memoryStore();
  store.set(JSON.stringify(SESSION));
  const app = AppBase.init({
    endpoint: 'http://127.0.0.1:9',
    apiKey: `hs_live_${'k'.repeat(40)}`,
    sessionStore: store,
    session: 'body',
    platform: {
      fetch: (url) => {
        asked.push(new URL(new Request(url).url).pathname);
        const error = { code: 'NOT_FOUND', message: 'There is nothing', requestId: 'r' };
        return Promise.resolve(Response.json({ success: false, error }, { status: 404 }));
      },
    },
  });
  const attempt = async (call: (value: string) => unknown, value: string) => {
    asked.length = 0;
    try {
      await call(value);
    } catch {
      // Refused here or there: what counts is what was asked for.
    }
    return [...asked];
  };

  it.each(Object.keys(calls(app)))('sends nothing for what cannot be %s', async (name) => {
    const call = calls(app)[name]!;
    for (const value of BAD) expect([value, await attempt(call, value)]).toEqual([value, []]);
    const [path] = await attempt(call, GOOD);
    expect(path?.split('/')).toContain(GOOD);
  });
});
