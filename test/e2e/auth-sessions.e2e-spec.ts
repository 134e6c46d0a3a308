import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Revocation, Revocations } from '../../src/auth/revocations.js';
import { SessionSweeper } from '../../src/auth/session-sweeper.js';
import { Database } from '../../src/database/database.js';
import { authOf, bearer, cookieValue, sessionCookie } from '../support/auth.js';
import {
  signUp,
  startTestInstance,
  TEST_PASSWORD,
  type TestInstance,
} from '../support/instance.js';

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;

describe('sessions', () => {
  let instance: TestInstance;
  let auth: ReturnType<typeof authOf>;
  let heard: Revocation[] = [];

  beforeAll(async () => {
    instance = await startTestInstance();
    auth = authOf(instance);
    get(Revocations).onAny((news) => heard.push(news));
  });
  afterAll(() => instance.destroy());

  const get = <T>(token: abstract new (...args: never[]) => T): T =>
    instance.server.app.get<T>(token as never, { strict: false });
  const rows = (sql: string, ...values: unknown[]) =>
    get(Database).read((db) => db.all<Record<string, never>>(sql, ...values));
  const valuesOf = (userId: string) =>
    rows(
      `SELECT v.hash, v.spent_at FROM session_values v JOIN sessions s ON s.id = v.session_id
       WHERE s.user_id = ?`,
      userId,
    );
  /** Makes all that was spent older, as if time had passed. */
  const age = (ms: number) =>
    get(Database).write((db) => db.run('UPDATE session_values SET spent_at = spent_at - ?', ms));
  const registered = async (email: string) => {
    const answer = await auth.register(email).expect(201);
    const { user, accessToken } = answer.body.data;
    return { id: user.id as string, value: cookieValue(answer), token: accessToken as string };
  };

  it('answers a double refresh within 10 seconds with the same successor (ASVS 10.4.5)', async () => {
    const { id, value } = await registered('grace@example.test');
    const first = await auth.refresh(value).expect(200);
    await age(9 * SECOND);
    const second = await auth.refresh(value).expect(200);
    expect(cookieValue(second)).toBe(cookieValue(first));
    expect(valuesOf(id)).toHaveLength(2);
    await auth.refresh(cookieValue(first)).expect(200);
  });

  it('ends the whole session when a spent value comes back later, and tells', async () => {
    const { id, value, token } = await registered('reuse@example.test');
    const other = await auth.login('reuse@example.test');
    const first = await auth.refresh(value);
    const second = await auth.refresh(cookieValue(first));
    await auth.me(token).expect(200);
    heard = [];
    await age(11 * SECOND);
    const reused = await auth.refresh(value);
    expect(reused.status).toBe(401);
    expect(reused.body.error.code).toBe('INVALID_TOKEN');
    // Nobody keeps it: not the thief, not the owner.
    await auth.refresh(cookieValue(second)).expect(401);
    await auth.me(token).expect(401);
    await auth.me(second.body.data.accessToken).expect(401);
    expect(heard).toEqual([
      { userId: id, sessionId: expect.any(String), reason: 'session-reused' },
    ]);
    expect(
      rows("SELECT action, actor, user_id FROM audit_log WHERE action = 'user.session-reused'"),
    ).toEqual([{ action: 'user.session-reused', actor: 'guest', user_id: id }]);
    // Another sign-in of the same user is another family.
    await auth.refresh(cookieValue(other)).expect(200);
  });

  it('gives 50 parallel uses of one value one successor (security 4.2 row 10)', async () => {
    const { id, value } = await registered('parallel@example.test');
    const answers = await Promise.all(Array.from({ length: 50 }, () => auth.refresh(value)));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    expect(new Set(answers.map((answer) => cookieValue(answer))).size).toBe(1);
    const stored = valuesOf(id);
    expect(stored).toHaveLength(2);
    expect(stored.filter((row) => row['spent_at'] === null)).toHaveLength(1);
  });

  it('lets one of 20 parallel registrations have an email (security 4.2 row 10)', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => auth.register('race@example.test')),
    );
    const statuses = answers.map((answer) => answer.status).sort((a, b) => a - b);
    expect(statuses).toEqual([201, ...Array<number>(19).fill(409)]);
    expect(rows("SELECT 1 FROM users WHERE email = 'race@example.test'")).toHaveLength(1);
  });

  it('slides: a refresh starts the seven days anew; without one the session runs out', async () => {
    const { id, value, token } = await registered('slide@example.test');
    const expiry = () =>
      Number(rows('SELECT expires_at FROM sessions WHERE user_id = ?', id)[0]!['expires_at']);
    await get(Database).write((db) =>
      db.run('UPDATE sessions SET expires_at = ? WHERE user_id = ?', Date.now() + DAY, id),
    );
    const next = await auth.refresh(value).expect(200);
    expect(expiry() - Date.now()).toBeGreaterThan(6.9 * DAY);
    await get(Database).write((db) =>
      db.run('UPDATE sessions SET expires_at = ? WHERE user_id = ?', Date.now() - 1, id),
    );
    await auth.refresh(cookieValue(next)).expect(401);
    heard = [];
    await get(SessionSweeper).sweep();
    expect(heard).toEqual([
      { userId: id, sessionId: expect.any(String), reason: 'session-expired' },
    ]);
    expect(valuesOf(id)).toEqual([]);
    await auth.me(token).expect(401);
  });

  it('shows a user the own sessions only, and ends them (ASVS 7.5.2)', async () => {
    const mine = await registered('mine@example.test');
    await auth.login('mine@example.test', TEST_PASSWORD, { 'user-agent': 'second device' });
    const stranger = await signUp(instance);
    const list = await auth.get('/auth/sessions', bearer(mine.token)).expect(200);
    const session = {
      id: expect.any(String),
      createdAt: expect.any(String),
      lastUsedAt: expect.any(String),
      expiresAt: expect.any(String),
      ip: '127.0.0.1',
    };
    expect(list.body.data).toEqual({
      items: [
        { ...session, current: true },
        { ...session, userAgent: 'second device' },
      ],
      total: 2,
    });
    const [first, second] = list.body.data.items as { id: string }[];
    const end = (id: string, token: string) => auth.delete(`/auth/sessions/${id}`, bearer(token));
    for (const answer of [
      await end(first!.id, stranger.token),
      await end('no-such-session', mine.token),
      await end('.', mine.token),
    ]) {
      expect(answer.status).toBe(404);
    }
    expect((await end(second!.id, mine.token)).body.data).toEqual({ deleted: true });
    await auth.me(mine.token).expect(200);
    await end(first!.id, mine.token).expect(200);
    await auth.me(mine.token).expect(401);
    await auth.refresh(mine.value).expect(401);
  });

  it('ends the other sessions when the password changes (ASVS 7.4.3)', async () => {
    const mine = await registered('change@example.test');
    const other = await auth.login('change@example.test');
    await auth.me(other.body.data.accessToken).expect(200);
    const change = (currentPassword: string, newPassword: string) =>
      auth.post('/auth/password', { currentPassword, newPassword }, bearer(mine.token));
    const wrong = await change('wrong password', 'an entirely new phrase');
    expect(wrong.status).toBe(401);
    expect(wrong.body.error.code).toBe('INVALID_CREDENTIALS');
    await change(TEST_PASSWORD, 'password1').expect(400);
    await auth.refresh(cookieValue(other)).expect(200);
    const changed = await change(TEST_PASSWORD, 'an entirely new phrase').expect(200);
    expect(changed.body.data).toMatchObject({ id: mine.id, email: 'change@example.test' });
    await auth.me(other.body.data.accessToken).expect(401);
    await auth.refresh(cookieValue(other)).expect(401);
    await auth.me(mine.token).expect(200);
    await auth.refresh(mine.value).expect(200);
    await auth.login('change@example.test').expect(401);
    await auth.login('change@example.test', 'an entirely new phrase').expect(200);
  });

  it('leaves no value, token or password in any file or audit entry (security 4.2 row 27)', async () => {
    const answer = await auth.register('canary@example.test', { password: 'Canary-Phrase-77' });
    const device = cookieValue(answer, 'appbase_device');
    const session = cookieValue(answer);
    const next = cookieValue(await auth.refresh(session));
    await auth.login('canary@example.test', 'Canary-Wrong-88').expect(401);
    const folder = instance.dataDir;
    const bytes = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile())
      .map((path) => readFileSync(path, 'latin1'))
      .join('');
    // The control: what is not secret is found, so the search works.
    expect(bytes).toContain('canary@example.test');
    const secrets = [session, next, device, answer.body.data.accessToken, 'Canary-Phrase-77'];
    for (const secret of [...secrets, 'Canary-Wrong-88']) expect(bytes).not.toContain(secret);
  });

  it('logs in with a hash of its own for the same password', () => {
    const hashes = rows('SELECT password_hash AS hash FROM users').map((row) =>
      String(row['hash']),
    );
    expect(new Set(hashes).size).toBe(hashes.length);
    for (const hash of hashes) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,p=1,t=2\$/);
  });
});

describe('sessions over a restart', () => {
  it('gives the same successor after a crash within the grace, and keeps tokens good', async () => {
    const first = await startTestInstance();
    const registered = await authOf(first).register('crash@example.test');
    const value = cookieValue(registered);
    const successor = cookieValue(await authOf(first).refresh(value));
    await first.close();
    const second = await startTestInstance({ APPBASE_DATA_DIR: first.dataDir });
    try {
      const auth = authOf(second);
      await auth.me(registered.body.data.accessToken).expect(200);
      // However slow the restart was, it shall count as within the grace.
      await second.server.app
        .get(Database, { strict: false })
        .write((db) =>
          db.run('UPDATE session_values SET spent_at = ? WHERE spent_at IS NOT NULL', Date.now()),
        );
      expect(cookieValue(await auth.refresh(value).expect(200))).toBe(successor);
      await auth.post('/auth/logout', undefined, sessionCookie(successor)).expect(200);
      await auth.me(registered.body.data.accessToken).expect(401);
    } finally {
      await second.destroy();
    }
  });
});
