import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SCOPES, type NewKeyView, type RecordPage, type SignedLink } from '@appbase-pfe/types';
import { Database } from '../../src/database/database.js';
import type { KnownRoute } from '../../src/http/route-table.js';
import { SettingsService } from '../../src/settings/settings.service.js';
import { Api } from '../support/api.js';
import { authOf, cookieValue, sessionCookie } from '../support/auth.js';
import {
  type OperatorHeaders,
  signInOperator,
  startTestInstance,
  type TestInstance,
} from '../support/instance.js';

type Headers = Record<string, string>;
type Row = Record<string, unknown>;

const SECRET = 'only app A may ever tell this';
const EMAIL = 'same-person@example.test';

/** One app with one of everything that opens something. */
interface App {
  instance: TestInstance;
  operator: OperatorHeaders;
  secretKey: string;
  user: Headers;
  token: string;
  session: string;
  file: { id: string; url: string };
  link: string;
}

/**
 * Two apps whose users, sessions, records and files have equal ids, as after a copy: what tells
 * them apart is keys, secrets and audiences alone.
 */
describe('credentials of another app (ASVS 8.4.1, list 4.2 row 32, Appwrite row 21)', () => {
  let a: App;
  let b: App;
  let routes: KnownRoute[];

  beforeAll(async () => {
    a = await anApp({});
    b = await anApp({ APPBASE_API_KEY: `hs_live_${'b'.repeat(40)}` });
    await copyIds(a, b);
    routes = b.instance.server.routes.routes.filter(
      ({ method }) => method !== 'HEAD' && method !== 'OPTIONS',
    );
  });
  afterAll(async () => {
    await a.instance.destroy();
    await b.instance.destroy();
  });

  const cookieNameOf = ({ instance }: App) =>
    `appbase_operator_${instance.server.app.get(SettingsService, { strict: false }).appId}`;
  /** The operator's session of A under the name that B looks for. */
  const renamed = (): Headers => ({
    ...a.operator,
    cookie: `${cookieNameOf(b)}=${a.operator.cookie.split('=')[1]}`,
  });
  const of = (...kinds: string[]) =>
    routes.filter(({ config }) => kinds.includes(config.access?.kind ?? ''));

  const call = async (route: KnownRoute, headers: Headers) => {
    const path = route.url
      .replace(/:(collection|b|group)\b/, 'notes')
      .replace(/:\w+/, a.file.id)
      .replaceAll(/:\w+/g, '1')
      .replaceAll('*', 'x');
    const writes = !['GET', 'DELETE'].includes(route.method);
    const answer = await fetch(b.instance.url + path, {
      method: route.method,
      headers: { ...headers, ...(writes ? { 'content-type': 'application/json' } : {}) },
      ...(writes ? { body: '{}' } : {}),
      redirect: 'manual',
      signal: AbortSignal.timeout(5_000),
    });
    return { status: answer.status, text: await answer.text() };
  };
  /** What was not refused, of all these routes, with these credentials of A. */
  const opened = async (list: KnownRoute[], headers: Headers) => {
    const faults: string[] = [];
    for (const route of list) {
      const { status, text } = await call(route, headers);
      const body = JSON.parse(text === '' ? '{}' : text) as { success?: boolean; data?: unknown };
      const refused = [401, 403, 404].includes(status) && body.success === false;
      if (!refused || body.data !== undefined)
        faults.push(`${route.method} ${route.url} ${status}`);
    }
    return faults;
  };

  it('has routes to try, of every kind', () => {
    for (const kind of ['signing-in', 'user', 'data', 'admin', 'operator']) {
      expect(of(kind).length).toBeGreaterThan(3);
    }
  });

  it('opens none with A’s live key', async () => {
    const list = of('signing-in', 'user', 'data', 'admin', 'operator');
    expect(await opened(list, { 'x-api-key': a.instance.apiKey })).toEqual([]);
    expect(await opened(list, a.user)).toEqual([]);
  });

  it('opens none with A’s secret key', async () => {
    const list = of('signing-in', 'user', 'data', 'admin', 'operator');
    expect(await opened(list, { 'x-api-key': a.secretKey })).toEqual([]);
  });

  it('opens none with A’s user, by B’s own key', async () => {
    const list = of('user', 'data', 'admin', 'operator');
    const headers = { 'x-api-key': b.instance.apiKey, authorization: `Bearer ${a.token}` };
    expect(await opened(list, headers)).toEqual([]);
    const { authorization } = headers;
    expect(await opened(of('user', 'admin', 'operator'), { authorization })).toEqual([]);
  });

  it('opens none with A’s operator, also under the cookie’s name at B', async () => {
    const list = of('user', 'data', 'admin', 'operator');
    expect(await opened(list, { ...a.operator })).toEqual([]);
    expect(await opened(list, renamed())).toEqual([]);
  });

  it('opens the same ones with B’s own (the control)', async () => {
    const list = of('admin').filter(({ method, config }) => method === 'GET' && !config.raw);
    expect((await opened(list, { ...b.operator })).length).toBeGreaterThan(10);
    expect((await opened(of('user'), b.user)).length).toBeGreaterThan(3);
  });

  it('does not go on with A’s session, and does not end B’s', async () => {
    const refused = await authOf(b.instance).refresh(a.session);
    expect([refused.status, refused.body.error.code]).toEqual([401, 'INVALID_TOKEN']);
    const body = await authOf(b.instance).post('/auth/refresh', { refreshToken: a.session });
    expect(body.status).toBe(401);
    await authOf(b.instance).post('/auth/logout', undefined, sessionCookie(a.session)).expect(200);
    await authOf(b.instance).get('/auth/me', b.user).expect(200);
    await authOf(a.instance).get('/auth/me', a.user).expect(200);
  });

  it('shows nothing for A’s signed link, nor for its signature on B’s', async () => {
    const signatureOf = (link: string) => new URL(link, 'http://x').searchParams.get('signature')!;
    const bent = b.link.replace(signatureOf(b.link), signatureOf(a.link));
    for (const link of [a.link, bent]) {
      const answer = await fetch(b.instance.url + link);
      expect(answer.status).toBe(403);
      expect(await answer.text()).not.toContain(SECRET);
    }
    expect((await fetch(b.instance.url + b.link)).status).toBe(200);
  });

  it('takes A’s cursor for no more than a place in B’s own list', async () => {
    const [inA, inB] = [new Api(a.instance.url, a.user), new Api(b.instance.url, b.user)];
    const page = await inA.get<RecordPage>('/db/collections/notes?limit=1');
    expect(page.data.nextCursor).toBeDefined();
    const path = `/db/collections/notes?limit=1&cursor=${encodeURIComponent(page.data.nextCursor!)}`;
    const answer = await inB.get<RecordPage>(path);
    expect([200, 400]).toContain(answer.status);
    expect(JSON.stringify(answer.data ?? {})).not.toContain(SECRET);
  });

  it('answers an idempotency key of A with nothing of A', async () => {
    const create = (app: App, data: object) =>
      new Api(app.instance.url, { ...app.user, 'idempotency-key': 'the-same' }).post<{
        id: string;
        data: unknown;
      }>('/db/collections/notes', { data });
    const first = await create(a, { text: SECRET });
    const second = await create(b, { text: 'of B' });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.data.data).toEqual({ text: 'of B' });
    expect(second.data.id).not.toBe(first.data.id);
  });

  async function anApp(settings: Record<string, string>): Promise<App> {
    const instance = await startTestInstance(settings);
    const apiKey = settings['APPBASE_API_KEY'] ?? instance.apiKey;
    instance.apiKey = apiKey;
    const operator = await signInOperator(instance);
    const key = await new Api(instance.url, operator).post<NewKeyView>('/admin/api-keys', {
      name: 'all',
      kind: 'secret',
      scopes: SCOPES,
    });
    const signedIn = await authOf(instance).register(EMAIL).expect(201);
    const token = signedIn.body.data.accessToken as string;
    const user = { 'x-api-key': apiKey, authorization: `Bearer ${token}` };
    const api = new Api(instance.url, user);
    for (let n = 0; n < 3; n++) {
      const text = settings['APPBASE_API_KEY'] === undefined ? SECRET : 'of B';
      await api.post('/db/collections/notes', { data: { n, text } });
    }
    const bytes = new TextEncoder().encode(SECRET);
    const stored = await api.upload<{ file: { id: string }; url: string }>('notes', 'a', bytes);
    const { url, file } = stored.data;
    const link = await api.post<SignedLink>(`${url}/url`, {});
    return {
      instance,
      operator,
      secretKey: key.data.value,
      user,
      token,
      session: cookieValue(signedIn),
      file: { id: file.id, url },
      link: link.data.url,
    };
  }
});

/** Gives the user and the session of `to` the ids that they have in `from`. */
async function copyIds(from: App, to: App): Promise<void> {
  const database = ({ instance }: App) => instance.server.app.get(Database, { strict: false });
  const rows = (table: string) =>
    database(from).read((db) => db.all<Row>(`SELECT * FROM ${table} WHERE 1`));
  const [user] = rows('users').map((row) => ({ ...row, email: 'copy@example.test' }));
  const [session] = rows('sessions');
  await database(to).write((db) => {
    for (const [table, row] of [['users', user!] as const, ['sessions', session!] as const]) {
      const names = Object.keys(row);
      const marks = names.map(() => '?').join(', ');
      db.run(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${marks})`, ...Object.values(row));
    }
  });
}
