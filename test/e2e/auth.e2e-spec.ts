import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { authOf, bearer, cookiesOf, cookieValue, sessionCookie } from '../support/auth.js';
import {
  signUp,
  startTestInstance,
  TEST_PASSWORD,
  type TestInstance,
} from '../support/instance.js';

const ID = /^[A-Za-z0-9_-]{8,64}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

describe('auth', () => {
  let instance: TestInstance;
  let auth: ReturnType<typeof authOf>;

  beforeAll(async () => {
    instance = await startTestInstance();
    auth = authOf(instance);
  });
  afterAll(() => instance.destroy());

  const view = (email: string) => ({
    id: expect.stringMatching(ID),
    email,
    createdAt: expect.stringMatching(TIME),
    updatedAt: expect.stringMatching(TIME),
    role: 'user',
    banned: false,
    emailVerified: false,
  });

  it('registers: the whole answer and the cookie', async () => {
    const answer = await auth.register('Ann@Example.test', { customIdentity: { name: 'Ann' } });
    expect(answer.status).toBe(201);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toEqual({
      success: true,
      data: {
        accessToken: expect.stringMatching(TOKEN),
        expiresIn: 900,
        user: { ...view('ann@example.test'), customIdentity: { name: 'Ann' } },
      },
    });
    const [session, device, ...others] = cookiesOf(answer);
    expect(session).toMatch(
      /^appbase_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800$/,
    );
    expect(device).toMatch(
      /^appbase_device=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=31536000$/,
    );
    expect(others).toEqual([]);
  });

  it('keeps emails unique whatever their case', async () => {
    await auth.register('bob@example.test').expect(201);
    const answer = await auth.register('BOB@example.TEST');
    expect(answer.status).toBe(409);
    expect(answer.body.error.code).toBe('CONFLICT');
    expect(cookiesOf(answer)).toEqual([]);
    await auth.login('Bob@Example.test').expect(200);
  });

  it('logs in with a session of its own', async () => {
    const registered = await auth.register('cat@example.test');
    const answer = await auth.login('cat@example.test');
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({
      accessToken: expect.stringMatching(TOKEN),
      expiresIn: 900,
      user: view('cat@example.test'),
    });
    // ASVS 7.2.4: a new value at every login.
    expect(cookieValue(answer)).not.toBe(cookieValue(registered));
    const fixed = await auth.login(
      'cat@example.test',
      TEST_PASSWORD,
      sessionCookie('a'.repeat(43)),
    );
    expect(cookieValue(fixed)).not.toBe('a'.repeat(43));
  });

  it('refreshes by the cookie, with and without a JSON content type', async () => {
    const registered = await auth.register('dan@example.test');
    const first = await auth.refresh(cookieValue(registered));
    expect(first.status).toBe(200);
    expect(first.body).toEqual({
      success: true,
      data: { accessToken: expect.stringMatching(TOKEN), expiresIn: 900 },
    });
    const second = await auth.post('/auth/refresh', '', {
      ...sessionCookie(cookieValue(first)),
      'content-type': 'application/json',
    });
    expect(second.status).toBe(200);
    const third = await auth.post('/auth/refresh', {}, sessionCookie(cookieValue(second)));
    expect(third.status).toBe(200);
    expect(cookieValue(third)).not.toBe(cookieValue(second));
    await auth.me(third.body.data.accessToken).expect(200);
  });

  it.each([
    ['nothing', {}],
    ['an unknown value', sessionCookie('x'.repeat(43))],
    ['a short value', sessionCookie('x')],
    ['an empty value', sessionCookie('')],
  ])('refuses to refresh with %s', async (_, headers) => {
    const answer = await auth.post('/auth/refresh', undefined, headers);
    expect(answer.status).toBe(401);
    expect(answer.body.error.code).toBe('INVALID_TOKEN');
    expect(cookiesOf(answer)).toEqual([]);
  });

  it('does not take a bearer token for a session', async () => {
    const { token } = await signUp(instance);
    const answer = await auth.post('/auth/refresh', undefined, bearer(token));
    expect(answer.status).toBe(401);
    expect(answer.body.error.code).toBe('INVALID_TOKEN');
  });

  it('logs out of its own session only, and a second time', async () => {
    const one = await auth.register('eve@example.test');
    const two = await auth.login('eve@example.test');
    const answer = await auth.post('/auth/logout', undefined, sessionCookie(cookieValue(one)));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ success: true, data: { loggedOut: true } });
    expect(cookiesOf(answer)).toEqual([
      'appbase_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0',
    ]);
    await auth.me(one.body.data.accessToken).expect(401);
    await auth.refresh(cookieValue(one)).expect(401);
    await auth.me(two.body.data.accessToken).expect(200);
    await auth.refresh(cookieValue(two)).expect(200);
    await auth.post('/auth/logout', undefined, sessionCookie(cookieValue(one))).expect(200);
    await auth.post('/auth/logout', '', { 'content-type': 'application/json' }).expect(200);
    await auth.post('/auth/logout').expect(200);
  });

  it('serves clients without cookies: the session travels in bodies', async () => {
    const inBody = { 'x-appbase-session': 'body' };
    const registered = await auth.register('fay@example.test', {}, inBody);
    expect(registered.status).toBe(201);
    expect(cookiesOf(registered)).toEqual([]);
    expect(registered.headers['x-appbase-device']).toMatch(/^[\w-]{43}$/);
    const { refreshToken } = registered.body.data;
    const refreshed = await auth.post('/auth/refresh', { refreshToken });
    expect(refreshed.status).toBe(200);
    expect(refreshed.body.data).toEqual({
      accessToken: expect.stringMatching(TOKEN),
      expiresIn: 900,
      refreshToken: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(cookiesOf(refreshed)).toEqual([]);
    const out = await auth.post('/auth/logout', { refreshToken: refreshed.body.data.refreshToken });
    expect(out.body.data).toEqual({ loggedOut: true });
    expect(cookiesOf(out)).toEqual([]);
    await auth.me(refreshed.body.data.accessToken).expect(401);
    await auth
      .post('/auth/refresh', { refreshToken: refreshed.body.data.refreshToken })
      .expect(401);
  });

  it('shows and changes the own account', async () => {
    const { user, token } = await signUp(instance);
    expect((await auth.me(token)).body).toEqual({ success: true, data: user });
    const changed = await auth.patch('/auth/me', { customIdentity: { ward: '3' } }, bearer(token));
    expect(changed.status).toBe(200);
    expect(changed.body.data).toEqual({
      ...user,
      updatedAt: expect.stringMatching(TIME),
      customIdentity: { ward: '3' },
    });
    expect((await auth.me(token)).body.data).toEqual(changed.body.data);
  });

  it('asks for a right key only when one is sent', async () => {
    const { token } = await signUp(instance);
    const wrong = { 'x-api-key': `hs_live_${'z'.repeat(40)}` };
    for (const answer of [
      await auth.register('gus@example.test', {}, wrong),
      await auth.get('/auth/me', { ...bearer(token), ...wrong }),
    ]) {
      expect(answer.status).toBe(401);
      expect(answer.body.error.code).toBe('INVALID_API_KEY');
    }
    await auth.get('/auth/me', { authorization: `bEaReR ${token}` }).expect(200);
  });

  it('publishes the public keys without an envelope', async () => {
    const answer = await auth.get('/.well-known/jwks.json');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      keys: [
        {
          kty: 'OKP',
          crv: 'Ed25519',
          x: expect.stringMatching(/^[\w-]{43}$/),
          kid: expect.stringMatching(/^[\w-]{43}$/),
          alg: 'EdDSA',
          use: 'sig',
        },
      ],
    });
  });
});
