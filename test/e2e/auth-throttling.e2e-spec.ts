import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { Database } from '../../src/database/database.js';
import { authOf, cookieValue } from '../support/auth.js';
import {
  signInOperator,
  signUp,
  startTestInstance,
  TEST_PASSWORD,
  type TestInstance,
} from '../support/instance.js';

/** Long enough that no slow machine waits a delay out by accident. */
const FAR = 15 * 60_000;

describe('throttling of logins', () => {
  let instance: TestInstance;
  let auth: ReturnType<typeof authOf>;

  beforeAll(async () => {
    instance = await startTestInstance();
    auth = authOf(instance);
  });
  afterAll(() => instance.destroy());

  const database = () => instance.server.app.get(Database, { strict: false });
  const fail = (email: string, headers = {}) => auth.login(email, 'a wrong password', headers);
  /** Uses up the free failures, and makes the delay that follows a long one. */
  const block = async (email: string, headers = {}) => {
    for (let n = 0; n < 5; n++) await fail(email, headers).expect(401);
    await database().write((db) =>
      db.run('UPDATE login_budgets SET blocked_until = ? WHERE failures >= 5', Date.now() + FAR),
    );
  };

  it('lets five failures of an account be free, then asks to wait (ASVS 6.1.1, 6.3.1)', async () => {
    await signUp(instance, 'slow@example.test');
    await block('slow@example.test');
    const waiting = await fail('slow@example.test');
    expect(waiting.status).toBe(429);
    expect(waiting.body.error.code).toBe('RATE_LIMITED');
    expect(Number(waiting.headers['retry-after'])).toBeGreaterThan(0);
    // The right password waits too: whether it was right must not be told.
    await auth.login('slow@example.test').expect(429);
    await auth.login('SLOW@Example.test').expect(429);
    // When the delay is over it is let in, and the count starts anew.
    await database().write((db) => db.run('UPDATE login_budgets SET blocked_until = 0'));
    await auth.login('slow@example.test').expect(200);
    for (let n = 0; n < 5; n++) await fail('slow@example.test').expect(401);
  });

  it('is the same for an account that is not there (security 4.2 row 28)', async () => {
    await signUp(instance, 'there@example.test');
    const bodies: unknown[] = [];
    for (const email of ['there@example.test', 'not-there@example.test']) {
      const answer = await fail(email);
      delete answer.body.error.requestId;
      bodies.push([answer.status, answer.body]);
    }
    expect(bodies[0]).toEqual(bodies[1]);
    await block('nobody@example.test');
    await fail('nobody@example.test').expect(429);
  });

  it('never locks a device out that has signed in before', async () => {
    const registered = await auth.register('owner@example.test');
    const mine = { cookie: `appbase_device=${cookieValue(registered, 'appbase_device')}` };
    await block('owner@example.test');
    await auth.login('owner@example.test').expect(429);
    const back = await auth.login('owner@example.test', TEST_PASSWORD, mine).expect(200);
    // It is known already: it keeps its value.
    expect(() => cookieValue(back, 'appbase_device')).toThrow();
    // Its own budget is a budget too.
    await block('owner@example.test', mine);
    await auth.login('owner@example.test', TEST_PASSWORD, mine).expect(429);
  });

  it('knows devices without cookies by a header, and each for its own users only', async () => {
    const registered = await auth.register(
      'native@example.test',
      {},
      { 'x-appbase-session': 'body' },
    );
    const mine = { 'x-appbase-device': registered.headers['x-appbase-device']! };
    await block('native@example.test');
    await auth.login('native@example.test', TEST_PASSWORD, mine).expect(200);
    // A device of somebody else, and a made-up one, are strangers here.
    const other = await auth.register(
      'other-native@example.test',
      {},
      { 'x-appbase-session': 'body' },
    );
    for (const device of [other.headers['x-appbase-device']!, 'x'.repeat(43), 'x']) {
      await auth
        .login('native@example.test', TEST_PASSWORD, { 'x-appbase-device': device })
        .expect(429);
    }
  });

  it('lets parallel guesses pass no more than the budget (security 4.2 row 10)', async () => {
    await signUp(instance, 'burst@example.test');
    const answers = await Promise.all(Array.from({ length: 20 }, () => fail('burst@example.test')));
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(6);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(14);
  });

  it('lets many parallel logins with the right password in', async () => {
    await signUp(instance, 'many@example.test');
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => auth.login('many@example.test')),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
  });

  it('slows guesses at the current password down, for that session only', async () => {
    const { headers } = await signUp(instance, 'guess@example.test');
    const guess = () =>
      auth.post(
        '/auth/password',
        { currentPassword: 'a wrong one', newPassword: 'whatever it is' },
        headers,
      );
    for (let n = 0; n < 5; n++) await guess().expect(401);
    await database().write((db) =>
      db.run('UPDATE login_budgets SET blocked_until = ? WHERE failures >= 5', Date.now() + FAR),
    );
    await guess().expect(429);
    await auth.login('guess@example.test').expect(200);
  });

  it('keeps its counts over a restart', async () => {
    const first = await startTestInstance();
    for (let n = 0; n < 5; n++)
      await authOf(first).login('again@example.test', 'wrong one').expect(401);
    await first.server.app
      .get(Database, { strict: false })
      .write((db) => db.run('UPDATE login_budgets SET blocked_until = ?', Date.now() + FAR));
    await first.close();
    const second = await startTestInstance({ APPBASE_DATA_DIR: first.dataDir });
    try {
      await authOf(second).login('again@example.test').expect(429);
    } finally {
      await second.destroy();
    }
  });
});

describe('throttling by address', () => {
  const forwarded = (ip: string) => ({ 'x-forwarded-for': ip });
  const limit = async (instance: TestInstance, settings: object) => {
    const operator = await signInOperator(instance);
    await supertest(instance.url).patch('/admin/settings').set(operator).send(settings).expect(200);
  };
  const limited = async (settings: Record<string, string> = {}) => {
    const instance = await startTestInstance(settings);
    await limit(instance, { throttling: { attemptsPerMinute: 1 } });
    return instance;
  };
  /** Tries until a whole minute's window answers: at most two windows can be met. */
  const tryUntilLimited = async (attempt: () => Promise<{ status: number }>) => {
    for (let n = 0; n < 5; n++) if ((await attempt()).status === 429) return true;
    return false;
  };

  it('counts an address once, whatever it claims to be (security 4.2 rows 14 and 15)', async () => {
    const instance = await limited();
    const auth = authOf(instance);
    try {
      let n = 0;
      const claims = () => forwarded(`10.0.0.${++n}`);
      const unknown = (path: string) => () =>
        auth.post(path, { email: `a${++n}@example.test`, password: 'some password' }, claims());
      expect(await tryUntilLimited(unknown('/auth/login'))).toBe(true);
      // Other spellings are other routes or the same limit, never a way around it.
      const { status } = await unknown('/auth/login?')();
      expect([429, 401]).toContain(status);
      for (const path of ['/auth/login/', '/Auth/Login', '/auth//login', '/auth/log%69n/']) {
        expect([404, 429]).toContain((await unknown(path)()).status);
      }
      for (const method of ['GET', 'PUT', 'PATCH']) {
        const answer = await fetch(`${instance.url}/auth/login`, {
          method,
          headers: { 'x-http-method-override': 'POST' },
        });
        expect(answer.status).toBe(405);
      }
      expect(await tryUntilLimited(unknown('/auth/register'))).toBe(true);
    } finally {
      await instance.destroy();
    }
  });

  it('believes a trusted proxy about the address, and about HTTPS', async () => {
    const instance = await limited({ APPBASE_TRUSTED_PROXIES: '127.0.0.1' });
    const auth = authOf(instance);
    try {
      const attempt = (ip: string) => () =>
        auth.login('nobody@example.test', 'some password', forwarded(ip));
      expect(await tryUntilLimited(attempt('10.1.1.1'))).toBe(true);
      expect((await attempt('10.1.1.2')()).status).toBe(401);
      // One IPv6 host has a whole /64.
      expect(await tryUntilLimited(attempt('2001:db8:1:2::1'))).toBe(true);
      const sameNetwork = attempt('2001:db8:1:2:3:4:5:6');
      expect(await tryUntilLimited(sameNetwork)).toBe(true);
      const secure = await auth.register(
        'tls@example.test',
        {},
        {
          ...forwarded('10.2.2.2'),
          'x-forwarded-proto': 'https',
        },
      );
      expect(secure.headers['set-cookie']).toEqual([
        expect.stringMatching(
          /^appbase_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure$/,
        ),
        expect.stringMatching(/; Secure$/),
      ]);
    } finally {
      await instance.destroy();
    }
  });

  it('does not believe anybody else about HTTPS (ASVS 4.1.3)', async () => {
    for (const APPBASE_TRUSTED_PROXIES of ['', '10.9.9.9']) {
      const instance = await startTestInstance({ APPBASE_TRUSTED_PROXIES });
      try {
        const answer = await authOf(instance).register(
          'plain@example.test',
          {},
          {
            'x-forwarded-proto': 'https',
          },
        );
        expect(answer.status).toBe(201);
        expect(JSON.stringify(answer.headers['set-cookie'])).not.toContain('Secure');
      } finally {
        await instance.destroy();
      }
    }
  });

  it('limits requests for data when an operator says so', async () => {
    const instance = await startTestInstance();
    try {
      const { headers } = await signUp(instance);
      await limit(instance, { dataRequestsPerMinute: 2 });
      const list = () => authOf(instance).get('/db/collections/notes', headers);
      expect(await tryUntilLimited(list)).toBe(true);
    } finally {
      await instance.destroy();
    }
  });
});
