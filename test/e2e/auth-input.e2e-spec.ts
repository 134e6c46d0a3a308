import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { authOf, bearer, cookieValue } from '../support/auth.js';
import {
  signUp,
  startTestInstance,
  TEST_PASSWORD,
  type TestInstance,
} from '../support/instance.js';

describe('what auth is told', () => {
  let instance: TestInstance;
  let auth: ReturnType<typeof authOf>;
  let count = 0;

  beforeAll(async () => {
    instance = await startTestInstance();
    auth = authOf(instance);
  });
  afterAll(() => instance.destroy());

  const fresh = () => `input-${++count}@example.test`;

  describe('passwords (ASVS 6.2.1 to 6.2.12)', () => {
    it.each([
      ['8 plain characters', 'xq-vw.zp'],
      ['8 characters outside the basic plane', '🦊🐻🐼🐨🐯🦁🐮🐷'],
      ['128 characters', 'äö'.repeat(64)],
      ['spaces at both ends', '  a phrase with room  '],
      ['letters only: no composition rules', 'onlylowercaseletters'],
    ])('takes %s, and signs in with the same only', async (_, password) => {
      const email = fresh();
      await auth.register(email, { password }).expect(201);
      await auth.login(email, password).expect(200);
      await auth.login(email, `${password}x`).expect(401);
      await auth.login(email, password.slice(0, -1)).expect(401);
    });

    it.each([
      ['7 characters', 'xq-vw.z', 'must have at least 8 characters'],
      ['7 characters outside the basic plane', '🦊🐻🐼🐨🐯🦁🐮', 'must have at least 8 characters'],
      ['129 characters', 'x'.repeat(129), 'must have at most 128 characters'],
      ['a common one', 'password1', 'is a password that many people use: choose another'],
      [
        'a common one in capitals',
        'SUNSHINE1',
        'is a password that many people use: choose another',
      ],
      ['the email', 'someone@input.test', "must not be the email address or the product's name"],
      [
        'the name before the @',
        'someone123!',
        "must not be the email address or the product's name",
      ],
      ["the product's name", 'AppBase2026', "must not be the email address or the product's name"],
    ])('refuses %s', async (_, password, reason) => {
      const answer = await auth.register('someone@input.test', { password });
      expect(answer.status).toBe(400);
      expect(answer.body.error.code).toBe('VALIDATION_ERROR');
      expect(answer.body.error.details).toEqual([{ path: 'password', reason }]);
      expect(JSON.stringify(answer.body)).not.toContain(password);
    });

    it('knows the same character however it is composed', async () => {
      const email = fresh();
      await auth.register(email, { password: 'Cafe\u0301-au-lait' }).expect(201);
      await auth.login(email, 'Caf\u00e9-au-lait').expect(200);
    });
  });

  describe('customIdentity', () => {
    const keys = (n: number) =>
      Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, 'v']));
    const bytes = (n: number) => ({ k: 'x'.repeat(n - '{"k":""}'.length) });

    it.each([
      ['none', {}],
      ['32 keys', keys(32)],
      ['4 KB', bytes(4096)],
      ['names of the prototype', { toString: 'a', constructor: 'b' }],
    ])('takes %s', async (_, customIdentity) => {
      const answer = await auth.register(fresh(), { customIdentity });
      expect(answer.status).toBe(201);
      expect(answer.body.data.user.customIdentity).toEqual(customIdentity);
      const me = await auth.me(answer.body.data.accessToken);
      expect(me.body.data.customIdentity).toEqual(customIdentity);
    });

    it.each([
      ['33 keys', keys(33)],
      ['more than 4 KB', bytes(4097)],
      ['more than 4 KB of wide characters', { k: 'ä'.repeat(2100) }],
      ['a nested object', { a: { b: 'c' } }],
      ['a list', { a: ['b'] }],
      ['a number', { a: 1 }],
      ['null', { a: null }],
      ['a list of all', ['a']],
      ['null for all', null],
    ])('refuses %s', async (_, customIdentity) => {
      const answer = await auth.register(fresh(), { customIdentity });
      expect(answer.status).toBe(400);
      expect(answer.body.error.code).toBe('VALIDATION_ERROR');
      const { token } = await signUp(instance);
      await auth.patch('/auth/me', { customIdentity } as object, bearer(token)).expect(400);
    });
  });

  describe('types and partial credentials (security 4.2 rows 1 and 11)', () => {
    it.each<[string, unknown]>([
      ['an empty object', {}],
      ['no password', { email: 'a@example.test' }],
      ['no email', { password: TEST_PASSWORD }],
      ['an operator for the email', { email: { $ne: '' }, password: TEST_PASSWORD }],
      ['an operator for the password', { email: 'a@example.test', password: { $ne: '' } }],
      ['lists', { email: ['a@example.test'], password: [TEST_PASSWORD] }],
      ['a number', { email: 'a@example.test', password: 12345678 }],
      ['null', { email: null, password: null }],
      ['an empty password', { email: 'a@example.test', password: '' }],
      ['a list of all', []],
      ['a text', '"text"'],
      ['broken JSON', '{"email":'],
      ['nothing', undefined],
    ])('login and register refuse %s', async (_, body) => {
      for (const path of ['/auth/login', '/auth/register']) {
        const answer = await auth.post(path, body as object, {
          'content-type': 'application/json',
        });
        expect(answer.status).toBe(400);
        expect(answer.body.error.code).toBe('VALIDATION_ERROR');
        expect(answer.headers['set-cookie']).toBeUndefined();
      }
    });

    it.each<[string, object]>([
      ['an operator', { refreshToken: { $ne: '' } }],
      ['a list', { refreshToken: ['x'] }],
      ['a number', { refreshToken: 1 }],
      ['null', { refreshToken: null }],
      ['something else', { token: 'x' }],
    ])('refresh and logout refuse %s for the session', async (_, body) => {
      for (const path of ['/auth/refresh', '/auth/logout']) {
        await auth.post(path, body).expect(400);
      }
    });

    it.each([
      'no-at-sign',
      'a@',
      '@b.test',
      'a b@c.test',
      `${'a'.repeat(250)}@b.test`,
      'İ@example.test',
      '',
    ])('refuses %j as an email', async (email) => {
      await auth.register(email).expect(400);
    });
  });

  it('refuses fields that are not for the caller to set (security 4.2 row 12, ASVS 15.3.3)', async () => {
    const { token, user } = await signUp(instance);
    for (const extra of [
      { role: 'admin' },
      { id: 'my-own-id-1' },
      { banned: false },
      { emailVerified: true },
      { createdAt: '2020-01-01T00:00:00.000Z' },
      { mustChangePassword: false },
      { password_hash: 'x' },
      { passwordHash: 'x' },
    ]) {
      await auth.register(fresh(), extra).expect(400);
      await auth.patch('/auth/me', { customIdentity: {}, ...extra }, bearer(token)).expect(400);
    }
    await auth.patch('/auth/me', { email: 'other@example.test' }, bearer(token)).expect(400);
    expect((await auth.me(token)).body.data).toEqual(user);
  });

  it('refuses keys of the prototype (security 4.2 row 19, ASVS 1.5.2)', async () => {
    const post = (body: string) =>
      auth.post('/auth/register', body, { 'content-type': 'application/json' });
    const email = fresh();
    for (const extra of [
      '"__proto__":{"role":"admin"}',
      '"customIdentity":{"__proto__":"x"}',
      '"constructor":{"prototype":{"role":"admin"}}',
    ]) {
      await post(`{"email":"${email}","password":"${TEST_PASSWORD}",${extra}}`).expect(400);
    }
    expect(({} as Record<string, unknown>)['role']).toBeUndefined();
    await auth.login(email).expect(401);
  });

  it('shows no secret in any answer about the own account (security 4.2 row 5)', async () => {
    const answer = await auth.register(fresh());
    const { accessToken } = answer.body.data;
    const hash = instance.server.app
      .get(Database, { strict: false })
      .read((db) =>
        db.get<{ h: string }>('SELECT password_hash AS h FROM users ORDER BY id DESC LIMIT 1'),
      );
    const answers = [
      answer,
      await auth.me(accessToken),
      await auth.get('/auth/sessions', bearer(accessToken)),
      await auth.patch('/auth/me', { customIdentity: {} }, bearer(accessToken)),
    ];
    for (const { body } of answers) {
      const text = JSON.stringify(body);
      for (const secret of ['argon2', 'hash', hash!.h, cookieValue(answer)]) {
        expect(text).not.toContain(secret);
      }
    }
  });

  it('audits every sign-up, sign-in and failure with who and where (ASVS 16.3.1)', async () => {
    const email = fresh();
    const registered = await auth.register(email, {}, { 'x-request-id': 'audit-1' });
    const { id } = registered.body.data.user;
    await auth.login(email, TEST_PASSWORD, { 'x-request-id': 'audit-2' });
    await auth.login(email, 'a wrong one', { 'x-request-id': 'audit-3' });
    await auth.login('nobody@example.test', 'a wrong one', { 'x-request-id': 'audit-4' });
    const cookie = {
      cookie: `appbase_session=${cookieValue(registered)}`,
      'x-request-id': 'audit-5',
    };
    await auth.post('/auth/logout', undefined, cookie);
    const entries = instance.server.app.get(Database, { strict: false }).read((db) =>
      db.all(
        `SELECT action, actor, user_id, metadata, request_id, ip FROM audit_log
         WHERE request_id LIKE 'audit-%' ORDER BY id`,
      ),
    );
    const user = { actor: `user:${id}`, user_id: id, metadata: null, ip: '127.0.0.1' };
    const failed = { action: 'user.login-failed', actor: 'guest', ip: '127.0.0.1' };
    expect(entries).toEqual([
      { ...user, action: 'user.register', request_id: 'audit-1' },
      { ...user, action: 'user.login', request_id: 'audit-2' },
      { ...failed, user_id: id, metadata: '{"reason":"wrong-password"}', request_id: 'audit-3' },
      { ...failed, user_id: null, metadata: '{"reason":"unknown-account"}', request_id: 'audit-4' },
      { ...user, action: 'user.logout', request_id: 'audit-5' },
    ]);
  });
});
