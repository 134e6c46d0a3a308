import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SCOPES, type OperatorRole, type Scope } from '@appbase-pfe/types';
import type { KnownRoute } from '../../src/http/route-table.js';
import {
  type OperatorHeaders,
  signInOperator,
  signUp,
  startTestInstance,
  type TestInstance,
  TEST_PASSWORD,
} from '../support/instance.js';

type Headers = Record<string, string>;
const ROLES: OperatorRole[] = ['viewer', 'operator', 'owner'];
const REFUSED = [401, 403];

/** What anybody may call without any credential. A new one has to be put here on purpose. */
const PUBLIC = [
  'GET /.well-known/jwks.json',
  'GET /dashboard',
  'GET /dashboard/',
  'GET /dashboard/assets/:name',
  'GET /docs',
  'GET /docs/assets/:name',
  'GET /docs/json',
  'GET /storage/signed/:b/:id',
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
  'GET /operator/setup',
  'POST /operator/login',
  'POST /operator/setup',
];
/** They end the session that the other rows need. */
const ENDS_SESSION = ['POST /operator/logout', 'POST /auth/logout'];

describe('route × role (ASVS 8.2.1, API5:2023, list 4.2 rows 31 and 42)', () => {
  let instance: TestInstance;
  let routes: KnownRoute[];
  let operators: Record<OperatorRole, OperatorHeaders>;
  let keyless: Headers;
  let user: { token: string; headers: Headers };
  const secrets = new Map<Scope | 'none', string>();

  const nameOf = ({ method, url }: KnownRoute) => `${method} ${url}`;
  const of = (kind: string) =>
    routes.filter(
      (route) => route.config.access?.kind === kind && !ENDS_SESSION.includes(nameOf(route)),
    );
  const call = async (route: KnownRoute, headers: Headers) => {
    const path = route.url.replaceAll(/:\w+/g, '00000000-aaaa').replaceAll('*', 'x');
    const abort = new AbortController();
    const writes = !['GET', 'HEAD', 'DELETE'].includes(route.method);
    const answer = await fetch(instance.url + path, {
      method: route.method,
      headers: { ...headers, ...(writes ? { 'content-type': 'application/json' } : {}) },
      ...(writes ? { body: '{}' } : {}),
      redirect: 'manual',
      signal: abort.signal,
    });
    const code = answer.ok
      ? undefined
      : ((await answer.json().catch(() => ({}))) as { error?: { code: string } }).error?.code;
    abort.abort();
    return { status: answer.status, code };
  };
  /** Calls all routes as one caller and tells which did not answer as they must. */
  const faults = async (
    list: KnownRoute[],
    headers: (route: KnownRoute) => Headers,
    right: (status: number, code: string | undefined, route: KnownRoute) => boolean,
  ) => {
    const wrong: string[] = [];
    for (const route of list) {
      const { status, code } = await call(route, headers(route));
      if (!right(status, code, route)) wrong.push(`${nameOf(route)} → ${status} ${code}`);
    }
    return wrong;
  };
  const refused = (status: number) => REFUSED.includes(status);
  const passed = (status: number) => !REFUSED.includes(status) && status < 500;

  beforeAll(async () => {
    instance = await startTestInstance();
    routes = instance.server.routes.routes.filter(
      ({ method }) => method !== 'HEAD' && method !== 'OPTIONS',
    );
    const owner = await signInOperator(instance);
    const post = async (path: string, body: object) => {
      const answer = await fetch(instance.url + path, {
        method: 'POST',
        headers: { ...owner, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return ((await answer.json()) as { data: { value: string } }).data;
    };
    operators = { owner } as typeof operators;
    for (const role of ['viewer', 'operator'] as const) {
      const account = { email: `${role}@example.org`, password: TEST_PASSWORD };
      await post('/operators', { ...account, role });
      operators[role] = await signInOperator(instance, account);
    }
    for (const scope of SCOPES) {
      const key = await post('/admin/api-keys', { name: scope, kind: 'secret', scopes: [scope] });
      secrets.set(scope, key.value);
    }
    secrets.set('none', (await post('/admin/api-keys', { name: 'none', kind: 'secret' })).value);
    user = await signUp(instance);
    keyless = { authorization: `Bearer ${user.token}` };
  });
  afterAll(() => instance.destroy());

  it('has a declared access on every route', () => {
    expect(routes.filter(({ config }) => config.access === undefined).map(nameOf)).toEqual([]);
  });

  it('opens to anybody only what is listed here', () => {
    expect(of('public').map(nameOf).sort()).toEqual([...PUBLIC].sort());
  });

  it('refuses a wrong key before anything else, also where none is needed', async () => {
    const wrong = { 'x-api-key': `hs_live_${'x'.repeat(40)}` };
    const list = [...of('signing-in'), ...of('user'), ...of('data'), ...of('admin')];
    const right = (status: number, code?: string) => status === 401 && code === 'INVALID_API_KEY';
    expect(await faults(list, () => wrong, right)).toEqual([]);
  });

  it('opens what is a user’s to users alone', async () => {
    const list = of('user');
    expect(await faults(list, () => ({}), refused)).toEqual([]);
    expect(await faults(list, () => ({ 'x-api-key': instance.apiKey }), refused)).toEqual([]);
    expect(await faults(list, () => operators.owner, refused)).toEqual([]);
    const right = (_: number, code?: string) => !/^INVALID_(TOKEN|API_KEY)$/.test(code ?? '');
    expect(await faults(list, () => keyless, right)).toEqual([]);
  });

  it('opens data to a key with a user, and to nobody with less', async () => {
    const list = of('data');
    const closed = list.filter(
      ({ config }) => config.access?.kind === 'data' && !config.access.guest,
    );
    const noKey = (status: number, code?: string) => status === 401 && code === 'INVALID_API_KEY';
    const noToken = (status: number, code?: string) => status === 401 && code === 'INVALID_TOKEN';
    expect(await faults(list, () => ({}), noKey)).toEqual([]);
    expect(await faults(list, () => keyless, noKey)).toEqual([]);
    expect(await faults(list, () => operators.owner, noKey)).toEqual([]);
    expect(await faults(closed, () => ({ 'x-api-key': instance.apiKey }), noToken)).toEqual([]);
    const right = (status: number) => status !== 401 && status < 500;
    expect(await faults(list, () => user.headers, right)).toEqual([]);
  });

  it('opens /admin to roles and scopes, never to users or live keys', async () => {
    const list = of('admin');
    expect(await faults(list, () => ({}), refused)).toEqual([]);
    expect(await faults(list, () => ({ 'x-api-key': instance.apiKey }), refused)).toEqual([]);
    expect(await faults(list, () => user.headers, refused)).toEqual([]);
    expect(await faults(list, () => keyless, refused)).toEqual([]);
    const bare = secrets.get('none')!;
    expect(await faults(list, () => ({ 'x-api-key': bare }), refused)).toEqual([]);
    const scopeOf = ({ config }: KnownRoute) =>
      config.access?.kind === 'admin' ? config.access.scope : undefined;
    for (const [scope, value] of secrets) {
      const right = (status: number, _: string | undefined, route: KnownRoute) =>
        scopeOf(route) === scope ? passed(status) : refused(status);
      expect(await faults(list, () => ({ 'x-api-key': value }), right)).toEqual([]);
    }
  });

  it('opens the operators’ routes by rank', async () => {
    const list = [...of('admin'), ...of('operator')].filter(
      (route) => nameOf(route) !== 'POST /operator/password',
    );
    expect(await faults(of('operator'), () => ({}), refused)).toEqual([]);
    expect(await faults(of('operator'), () => user.headers, refused)).toEqual([]);
    const needed = ({ config }: KnownRoute) =>
      config.access !== undefined && 'role' in config.access ? config.access.role : 'owner';
    for (const role of ROLES) {
      const right = (status: number, _: string | undefined, route: KnownRoute) =>
        ROLES.indexOf(role) >= ROLES.indexOf(needed(route)) ? passed(status) : refused(status);
      expect(await faults(list, () => operators[role], right)).toEqual([]);
    }
  });
});
