import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreatedApp, NewKeyView, OperatorRole } from '@appbase-pfe/types';
import type { KnownRoute } from '../../src/http/route-table.js';
import {
  OPERATOR,
  startTestControlPlane,
  type TestControlPlane,
} from '../support/control-plane.js';

type Headers = Record<string, string>;
const PASSWORD = 'another long pass phrase';
const RANK: Record<OperatorRole, number> = { viewer: 0, operator: 1, owner: 2 };

/** What anybody may ask of a control plane. A new route has to be put here on purpose. */
const PUBLIC = [
  'GET /',
  'GET /assets/:name',
  'GET /docs',
  'GET /docs/assets/:name',
  'GET /docs/json',
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
  'GET /operator/setup',
  'POST /operator/login',
  'POST /operator/setup',
];
const ENDS_SESSION = 'POST /operator/logout';

/** ASVS 8.2.1, 8.4.1; list 4.2 rows 31, 32 and 42: nothing of the control plane for the others. */
describe('route × caller of the control plane', () => {
  let master: TestControlPlane;
  let routes: KnownRoute[];
  let operators: Record<OperatorRole, Headers>;
  let strangers: [who: string, headers: Headers][];

  const nameOf = ({ method, url }: KnownRoute) => `${method} ${url}`;
  const ask = async (route: KnownRoute, headers: Headers): Promise<number> => {
    const writes = !['GET', 'HEAD', 'DELETE'].includes(route.method);
    const abort = new AbortController();
    const answer = await fetch(master.url + route.url.replaceAll(/:\w+/g, 'nothing-here'), {
      method: route.method,
      headers: { ...headers, ...(writes ? { 'content-type': 'application/json' } : {}) },
      ...(writes ? { body: '{}' } : {}),
      redirect: 'manual',
      signal: abort.signal,
    });
    abort.abort();
    return answer.status;
  };
  const closed = () => routes.filter(({ config }) => config.access?.kind !== 'public');
  const roleOf = ({ config: { access } }: KnownRoute): OperatorRole =>
    access?.kind === 'admin' || access?.kind === 'operator' ? access.role : 'owner';

  beforeAll(async () => {
    master = await startTestControlPlane();
    routes = master.server.routes.routes.filter(
      (route) => !['HEAD', 'OPTIONS'].includes(route.method) && nameOf(route) !== ENDS_SESSION,
    );
    const signIn = async (account: typeof OPERATOR): Promise<Headers> => {
      const login = await master.call<{ csrfToken: string }>(
        'POST',
        '/operator/login',
        account,
        {},
      );
      const cookie = login.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
      return { cookie: cookie.join('; '), 'x-csrf-token': login.body.data.csrfToken };
    };
    operators = { owner: await signIn(OPERATOR) } as typeof operators;
    for (const role of ['viewer', 'operator'] as const) {
      const account = { email: `${role}@clinic.example`, password: PASSWORD };
      await master.call('POST', '/operators', { ...account, role }, operators.owner);
      operators[role] = await signIn(account);
    }
    strangers = await strangersOf(await master.healthyApp('Clinic'));
  });
  afterAll(() => master.destroy());

  /** Whoever has something of an app, and those who have nothing or something broken. */
  const strangersOf = async ({ app, apiKey }: CreatedApp): Promise<typeof strangers> => {
    const secret = await master.call<NewKeyView>('POST', `/apps/${app.id}/keys`, {
      name: 'server',
      kind: 'secret',
      scopes: ['users:read', 'keys:write', 'settings:write'],
    });
    const user = await fetch(`${app.urls!.api}/auth/register`, {
      method: 'POST',
      headers: { 'x-api-key': apiKey.value, 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'nurse@clinic.example', password: PASSWORD }),
    });
    const { accessToken } = (await user.json()).data;
    const ticket = await master.call<{ url: string }>(
      'POST',
      `/apps/${app.id}/ticket`,
      undefined,
      operators.owner,
    );
    const dashboard = await fetch(ticket.body.data.url, { redirect: 'manual' });
    const [session = ''] = dashboard.headers.getSetCookie();
    const [, value = ''] = session.split(';', 1)[0]!.split('=');
    return [
      ['nobody', {}],
      ['the live key of an app', { 'x-api-key': apiKey.value }],
      ['a secret key of an app', { 'x-api-key': secret.body.data.value }],
      ['a user of an app', { authorization: `Bearer ${accessToken}` }],
      ['an app’s dashboard session', { cookie: `appbase_master=${value}` }],
      ['a made-up key', { 'x-api-key': `hs_secret_${'x'.repeat(43)}` }],
      ['a made-up session', { cookie: `appbase_master=${'x'.repeat(43)}` }],
    ];
  };

  it('opens to anybody only what is listed here', () => {
    const open = routes.filter(({ config }) => config.access?.kind === 'public').map(nameOf);
    expect(open.sort()).toEqual([...PUBLIC].sort());
  });

  it('lets nobody of an app in, on any route', async () => {
    const wrong: string[] = [];
    for (const route of closed()) {
      for (const [who, headers] of strangers) {
        const status = await ask(route, headers);
        if (status !== 401) wrong.push(`${nameOf(route)}, ${who}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each(['viewer', 'operator'] as const)(
    'lets a %s do what the role may, and no more',
    async (role) => {
      const wrong: string[] = [];
      for (const route of closed()) {
        const may = RANK[role] >= RANK[roleOf(route)];
        const status = await ask(route, operators[role]);
        if ((status === 403) === may) wrong.push(`${nameOf(route)}: ${status}`);
      }
      expect(wrong).toEqual([]);
      expect(closed().some((route) => RANK[roleOf(route)] > RANK[role])).toBe(true);
    },
  );

  it('lets a key do what its scopes say, and no more', async () => {
    const headers = { 'x-api-key': await master.newKey([]) };
    const open: string[] = [];
    for (const route of closed()) {
      const status = await ask(route, headers);
      if (status !== 401 && status !== 403) open.push(`${nameOf(route)}: ${status}`);
    }
    expect(open).toEqual([]);
  });
});
