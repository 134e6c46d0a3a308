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
} from '../test/fake-server.js';
import { AppBase, type AuthState } from './index.js';

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const stale = { accessTokenIssuedAt: 0 };
const refreshes = () => server?.seen.filter(({ path }) => path === '/auth/refresh') ?? [];

/** Answers refreshes with new tokens and refuses old ones. */
async function refreshing(session: string | null, options: object = {}) {
  let good = 'token-1';
  server = await fakeServer((request, response) => {
    if (request.path === '/auth/refresh') {
      good = `token-${refreshes().length + 1}`;
      const data = { accessToken: good, expiresIn: 900, refreshToken: 'refresh-2' };
      setTimeout(() => answer(response, 200, data), 20);
    } else if (request.path === '/auth/login') {
      answer(response, 200, { accessToken: 'token-of-b', expiresIn: 900, user: aUser('b@b.cd') });
    } else if (request.path === '/auth/logout') {
      answer(response, 200, { loggedOut: true });
    } else if (request.headers.authorization === `Bearer ${good}`) {
      answer(response, 200, aRecord('record-01'));
    } else {
      refuse(response, 401, 'INVALID_TOKEN');
    }
  });
  const store = storeOf(session);
  const client = AppBase.init({
    endpoint: server.url,
    apiKey: KEY,
    sessionStore: store,
    ...options,
  });
  return { client, store };
}

describe('a session', () => {
  it('is refreshed once for 20 calls with a stale token', async () => {
    const { client, store } = await refreshing(aSession(stale));
    const notes = client.db.collection('notes');
    await Promise.all(Array.from({ length: 20 }, () => notes.get('record-01')));
    expect(refreshes()).toHaveLength(1);
    expect(refreshes()[0]?.json).toEqual({ refreshToken: 'refresh-1' });
    expect(JSON.parse(store.get() ?? '')).toMatchObject({
      accessToken: 'token-2',
      refreshToken: 'refresh-2',
      user: { email: 'ada@example.org' },
    });
  });

  it('is refreshed once for 20 calls whose token the server refuses', async () => {
    const { client } = await refreshing(aSession({ accessToken: 'token-0' }));
    const notes = client.db.collection('notes');
    const records = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        n % 2 === 0 ? notes.update('record-01', { n }) : notes.get('record-01'),
      ),
    );
    expect(records).toHaveLength(20);
    expect(refreshes()).toHaveLength(1);
  });

  it('is refreshed by ensureAccessToken, and getAuthState stays as it was meanwhile', async () => {
    const { client } = await refreshing(aSession(stale));
    expect(client.auth.getAuthState()).toEqual({ authenticated: true, user: aUser() });
    await expect(client.auth.ensureAccessToken()).resolves.toBe('token-2');
    expect(client.auth.getAccessToken()).toBe('token-2');
    expect(client.auth.getAuthState()).toEqual({ authenticated: true, user: aUser() });
  });

  it('ends when the server says so, and tells', async () => {
    server = await fakeServer((_request, response) => refuse(response, 401, 'INVALID_TOKEN'));
    const store = storeOf(aSession({ accessToken: 'spent' }));
    const client = AppBase.init({ endpoint: server.url, apiKey: KEY, sessionStore: store });
    const states: AuthState[] = [];
    client.auth.onAuthStateChange((state) => states.push(state));
    await client.auth.ready();
    const failed = client.db.collection('notes').get('record-01');
    await expect(failed).rejects.toMatchObject({ code: 'INVALID_TOKEN', status: 401 });
    expect(states).toEqual([
      { authenticated: true, user: aUser() },
      { authenticated: false, user: null },
    ]);
    expect(store.get()).toBeNull();
    await expect(client.auth.ensureAccessToken()).resolves.toBeNull();
  });

  it('survives a server that is away', async () => {
    const store = storeOf(aSession(stale));
    const client = AppBase.init({
      endpoint: 'http://127.0.0.1:1',
      apiKey: KEY,
      sessionStore: store,
      platform: { setTimer: (work) => setTimeout(work, 1) },
      timeoutMs: 0,
    });
    await expect(client.auth.ready()).resolves.toMatchObject({ authenticated: true });
    const failed = client.db.collection('notes').get('record-01');
    await expect(failed).rejects.toMatchObject({ name: 'DbError', code: 'NETWORK_ERROR' });
    expect(store.get()).not.toBeNull();
  });

  it('of the past does not come back when somebody else signs in meanwhile', async () => {
    const { client } = await refreshing(aSession(stale));
    const late = client.auth.ensureAccessToken();
    await client.auth.signIn({ email: 'b@b.cd', password: 'a password' });
    await late;
    expect(refreshes()).toHaveLength(1);
    expect(client.auth.getCurrentUser()?.email).toBe('b@b.cd');
    expect(client.auth.getAccessToken()).toBe('token-of-b');
  });

  it('is read from a store that answers later', async () => {
    const store = {
      get: () => Promise.resolve(aSession()),
      set: () => Promise.resolve(),
      remove: () => Promise.resolve(),
    };
    const { client } = await refreshing(null, { sessionStore: store });
    await expect(client.auth.ready()).resolves.toMatchObject({ authenticated: true });
  });

  it.each(['nonsense', '{}', aSession({ user: { id: '', email: 'a' } }), '[1]'])(
    'that cannot be used (%s) counts as signed out',
    async (stored) => {
      const { client } = await refreshing(stored);
      await expect(client.auth.ready()).resolves.toEqual({ authenticated: false, user: null });
      expect(server?.seen).toEqual([]);
    },
  );

  it('travels as a cookie or in the body', async () => {
    const sent: { path: string; init: RequestInit | undefined }[] = [];
    const fetchAs = (session: 'cookie' | 'body') => ({
      session,
      platform: {
        fetch: (async (url: string, init?: RequestInit) => {
          sent.push({ path: new URL(url).pathname, init });
          return fetch(url, init);
        }) as typeof fetch,
      },
    });
    const inCookie = await refreshing(aSession({ refreshToken: undefined }), fetchAs('cookie'));
    await inCookie.client.auth.signIn('a@b.cd', 'a password');
    await inCookie.client.auth.signOut();
    await server?.close();
    const inBody = await refreshing(aSession(), fetchAs('body'));
    await inBody.client.auth.signOut();
    await inBody.client.auth.signIn('a@b.cd', 'a password');
    const of = ({ path, init }: (typeof sent)[number]) => [
      path,
      init?.credentials,
      new Headers(init?.headers).get('x-appbase-session'),
      init?.body,
    ];
    const login = JSON.stringify({ email: 'a@b.cd', password: 'a password' });
    expect(sent.map(of)).toEqual([
      ['/auth/login', 'include', null, login],
      ['/auth/logout', 'include', null, undefined],
      ['/auth/logout', 'omit', null, '{"refreshToken":"refresh-1"}'],
      ['/auth/login', 'omit', 'body', login],
    ]);
  });

  it('is over on this device even when signing out fails', async () => {
    const store = storeOf(aSession());
    const client = AppBase.init({
      endpoint: 'http://127.0.0.1:1',
      apiKey: KEY,
      sessionStore: store,
      platform: { setTimer: (work) => setTimeout(work, 1) },
      timeoutMs: 0,
    });
    await client.auth.signOut();
    expect(store.get()).toBeNull();
    expect(client.auth.getAuthState()).toEqual({ authenticated: false, user: null });
  });
});
