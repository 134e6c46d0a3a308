import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { Revocations } from '../../src/auth/revocations.js';
import { Database } from '../../src/database/database.js';
import { authOf, cookieValue } from '../support/auth.js';
import {
  type OperatorHeaders,
  signInOperator,
  signUp,
  startTestInstance,
  TEST_PASSWORD,
  type TestInstance,
} from '../support/instance.js';

const NEW_PASSWORD = 'an entirely different phrase';

describe('users, for operators', () => {
  let instance: TestInstance;
  let auth: ReturnType<typeof authOf>;
  let operator: OperatorHeaders;

  beforeAll(async () => {
    instance = await startTestInstance();
    auth = authOf(instance);
    operator = await signInOperator(instance);
  });
  afterAll(() => instance.destroy());

  const call = (method: 'get' | 'post' | 'patch' | 'delete', path: string, body?: object) =>
    supertest(instance.url)[method](`/admin/users${path}`).set(operator).send(body);
  const auditOf = (userId: string) =>
    instance.server.app
      .get(Database, { strict: false })
      .read((db) =>
        db.all(
          'SELECT action, actor, metadata FROM audit_log WHERE user_id = ? ORDER BY id',
          userId,
        ),
      );
  const NONE = { records: 0, files: 0, sessions: 0 };

  it('makes, shows, changes and deletes a user, each audited with who did it', async () => {
    const made = await call('post', '', {
      email: 'New@Example.test',
      password: TEST_PASSWORD,
      customIdentity: { ward: '3' },
    });
    expect(made.status).toBe(201);
    const { id } = made.body.data;
    const view = {
      id,
      email: 'new@example.test',
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      role: 'user',
      banned: false,
      emailVerified: false,
      customIdentity: { ward: '3' },
      counts: NONE,
    };
    expect(made.body.data).toEqual(view);
    expect((await call('get', `/${id}`)).body.data).toEqual(view);
    const changed = await call('patch', `/${id}`, { email: 'Other@example.test' });
    expect(changed.status).toBe(200);
    expect(changed.body.data).toEqual({ ...view, email: 'other@example.test' });
    expect((await call('delete', `/${id}?records=delete`)).body.data).toEqual({ deleted: true });
    for (const answer of [await call('get', `/${id}`), await call('delete', `/${id}`)]) {
      expect(answer.status).toBe(404);
      expect(answer.body.error.code).toBe('NOT_FOUND');
    }
    await auth.login('other@example.test').expect(401);
    const actor = expect.stringMatching(/^operator:/);
    expect(auditOf(id)).toEqual([
      { action: 'user.create', actor, metadata: null },
      { action: 'user.update', actor, metadata: '{"changed":["email"]}' },
      { action: 'user.delete', actor, metadata: '{"records":"delete"}' },
    ]);
  });

  it('lists and searches, a page at a time', async () => {
    for (const name of ['ada', 'adam', 'eva']) await signUp(instance, `${name}@search.test`);
    const found = await call('get', '?search=ADA&limit=1&offset=1');
    expect(found.body.data).toEqual({
      items: [
        expect.objectContaining({ email: 'adam@search.test', counts: { ...NONE, sessions: 1 } }),
      ],
      total: 2,
    });
    const all = await call('get', '');
    expect(all.body.data.items.map((user: { email: string }) => user.email)).toEqual(
      expect.arrayContaining(['ada@search.test', 'eva@search.test']),
    );
    expect(all.body.data.total).toBe(all.body.data.items.length);
    const byId = await call('get', `?search=${all.body.data.items[0].id}`);
    expect(byId.body.data.total).toBe(1);
    await call('get', "?search=%25' OR 1=1").expect(200, /"total":0/);
    await call('get', '?search=a&search=b').expect(400);
    await call('get', '?role=user').expect(400);
  });

  it('refuses what is not a user, and a taken email', async () => {
    const { user } = await signUp(instance);
    await signUp(instance, 'taken@example.test');
    const taken = [
      await call('post', '', { email: 'TAKEN@example.test', password: TEST_PASSWORD }),
      await call('patch', `/${user.id}`, { email: 'taken@example.test' }),
    ];
    for (const answer of taken) expect(answer.body.error.code).toBe('CONFLICT');
    for (const body of [
      { email: 'x@example.test', password: 'password1' },
      { email: 'x@example.test', password: TEST_PASSWORD, role: 'admin' },
      { email: 'x', password: TEST_PASSWORD },
    ]) {
      await call('post', '', body).expect(400);
    }
    await call('get', '/nobody').expect(404);
    await call('post', '/nobody-here/ban').expect(404);
    await call('get', '/nobody-here/sessions').expect(404);
    await call('delete', `/${user.id}?records=maybe`).expect(400);
  });

  it('bans: access ends at once, and no way leads back in (security 4.2 rows 9 and 17)', async () => {
    const registered = await auth.register('banned@example.test');
    const { user, accessToken } = registered.body.data;
    await auth.me(accessToken).expect(200);
    const heard: unknown[] = [];
    instance.server.app.get(Revocations, { strict: false }).onAny((news) => heard.push(news));
    const banned = await call('post', `/${user.id}/ban`);
    expect(banned.body.data).toMatchObject({ id: user.id, banned: true, counts: NONE });
    expect(heard).toEqual([{ userId: user.id, sessionId: expect.any(String), reason: 'banned' }]);
    await auth.me(accessToken).expect(401);
    await auth.refresh(cookieValue(registered)).expect(401);
    const login = await auth.login('banned@example.test');
    expect(login.status).toBe(403);
    expect(login.body.error).toMatchObject({ code: 'FORBIDDEN', details: { reason: 'banned' } });
    // Only who knows the password learns of the ban.
    await auth.login('banned@example.test', 'not the password').expect(401);
    await call('post', `/${user.id}/unban`).expect(200, /"banned":false/);
    await auth.login('banned@example.test').expect(200);
    await auth.me(accessToken).expect(401);
  });

  it('sets a temporary password that must be changed first', async () => {
    const registered = await auth.register('temp@example.test');
    const { user, accessToken } = registered.body.data;
    const set = await call('post', `/${user.id}/password`, { newPassword: NEW_PASSWORD });
    expect(set.body.data).toMatchObject({ mustChangePassword: true });
    await auth.me(accessToken).expect(401);
    await auth.login('temp@example.test').expect(401);
    const signedIn = await auth.login('temp@example.test', NEW_PASSWORD).expect(200);
    expect(signedIn.body.data.user.mustChangePassword).toBe(true);
    const headers = { authorization: `Bearer ${signedIn.body.data.accessToken}` };
    for (const answer of [
      await auth.get('/auth/sessions', headers),
      await auth.get('/db/collections/notes', { ...headers, 'x-api-key': instance.apiKey }),
    ]) {
      expect(answer.status).toBe(403);
      expect(answer.body.error.details).toEqual({ reason: 'password_change_required' });
    }
    await auth.get('/auth/me', headers).expect(200);
    const refreshed = await auth.refresh(cookieValue(signedIn)).expect(200);
    await auth
      .get('/auth/sessions', {
        authorization: `Bearer ${refreshed.body.data.accessToken}`,
      })
      .expect(403);
    const change = (newPassword: string) =>
      auth.post('/auth/password', { currentPassword: NEW_PASSWORD, newPassword }, headers);
    await change(NEW_PASSWORD).expect(400);
    const changed = await change('yet another good phrase').expect(200);
    expect(changed.body.data.mustChangePassword).toBeUndefined();
    await auth.get('/auth/sessions', headers).expect(200);
    await auth
      .get('/db/collections/notes', { ...headers, 'x-api-key': instance.apiKey })
      .expect(200);
  });

  it("shows and ends a user's sessions", async () => {
    const { user, token } = await signUp(instance);
    const list = await call('get', `/${user.id}/sessions`);
    expect(list.body.data).toEqual({
      items: [
        {
          id: expect.any(String),
          createdAt: expect.any(String),
          lastUsedAt: expect.any(String),
          expiresAt: expect.any(String),
          ip: '127.0.0.1',
          userAgent: 'node',
        },
      ],
      total: 1,
    });
    expect((await call('delete', `/${user.id}/sessions`)).body.data).toEqual({ ended: 1 });
    await auth.me(token).expect(401);
    expect((await call('get', `/${user.id}/sessions`)).body.data).toEqual({ items: [], total: 0 });
  });

  it('takes along what was theirs, or keeps it, as asked', async () => {
    const store = async (email: string) => {
      const made = await signUp(instance, email);
      const record = await auth.post('/db/collections/notes', { data: { n: 1 } }, made.headers);
      await supertest(instance.url)
        .post('/storage/buckets/scans/upload')
        .set(made.headers)
        .attach('file', Buffer.from('bytes'), 'a.txt')
        .expect(201);
      const shown = await call('get', `/${made.user.id}`);
      expect(shown.body.data.counts).toEqual({ records: 1, files: 1, sessions: 1 });
      return { id: made.user.id, recordId: record.body.data.id as string };
    };
    const left = (userId: string) =>
      instance.server.app
        .get(Database, { strict: false })
        .read((db) => [
          db.all('SELECT id FROM records WHERE owner_id = ?', userId).length,
          db.all('SELECT id FROM files WHERE owner_id = ?', userId).length,
          db.all("SELECT 1 FROM changes WHERE owner_id = ? AND type = 'deleted'", userId).length,
        ]);
    const kept = await store('keep@example.test');
    await call('delete', `/${kept.id}?records=keep`).expect(200);
    expect(left(kept.id)).toEqual([1, 1, 0]);
    const taken = await store('take@example.test');
    // A key that may change users only takes nothing else along (security 4.2 row 31).
    const { body } = await supertest(instance.url)
      .post('/admin/api-keys')
      .set(operator)
      .send({ name: 'users only', kind: 'secret', scopes: ['users:write'] });
    await supertest(instance.url)
      .delete(`/admin/users/${taken.id}?records=delete`)
      .set('x-api-key', body.data.value)
      .expect(403);
    expect(left(taken.id)).toEqual([1, 1, 0]);
    await call('delete', `/${taken.id}?records=delete`).expect(200);
    expect(left(taken.id)).toEqual([0, 0, 1]);
  });

  it('forgets a deleted user everywhere (security 4.2 row 9)', async () => {
    const { user, token } = await signUp(instance, 'gone@example.test');
    await auth.me(token).expect(200);
    await call('delete', `/${user.id}?records=keep`).expect(200);
    await auth.me(token).expect(401);
    const again = await signUp(instance, 'gone@example.test');
    expect(again.user.id).not.toBe(user.id);
    await auth.me(token).expect(401);
  });
});
