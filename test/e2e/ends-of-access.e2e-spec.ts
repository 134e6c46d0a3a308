import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NewKeyView, SignedLink } from '@appbase-pfe/types';
import { Database } from '../../src/database/database.js';
import { Api } from '../support/api.js';
import { authOf, cookieValue } from '../support/auth.js';
import { openEventStream } from '../support/event-stream.js';
import {
  signInOperator,
  signUp,
  startTestInstance,
  type TestInstance,
  type TestUser,
} from '../support/instance.js';
import { beginPost, beginUpload } from '../support/slow-request.js';

const DAY = 24 * 60 * 60 * 1000;
/** What ends access is felt everywhere within this time. */
const FELT_MS = 5_000;

describe('what ends access', () => {
  let instance: TestInstance;
  let owner: Api;
  const database = () => instance.server.app.get(Database, { strict: false });

  beforeAll(async () => {
    instance = await startTestInstance();
    owner = new Api(instance.url, await signInOperator(instance));
  });
  afterAll(() => instance.destroy());

  describe('the age of a session (ASVS 10.4.8)', () => {
    const registered = async (email: string) => {
      const answer = await authOf(instance).register(email).expect(201);
      const userId = answer.body.data.user.id as string;
      return { userId, value: cookieValue(answer) };
    };
    /** As if the session had begun so many days ago, and had been used ever since. */
    const age = (userId: string, days: number) =>
      database().write((db) =>
        db.run(
          'UPDATE sessions SET created_at = created_at - ? WHERE user_id = ?',
          days * DAY,
          userId,
        ),
      );
    const secondsOf = (answer: { headers: Record<string, unknown> }) =>
      Number(
        /appbase_session=[^;]+;.*Max-Age=(\d+)/.exec(String(answer.headers['set-cookie']))?.[1],
      );

    it('lets it slide by seven days, and not beyond its longest life', async () => {
      const { userId, value } = await registered('old@example.test');
      const first = await authOf(instance).refresh(value).expect(200);
      expect(secondsOf(first)).toBe(7 * 86_400);
      await age(userId, 88);
      const near = await authOf(instance).refresh(cookieValue(first)).expect(200);
      expect(secondsOf(near)).toBeLessThanOrEqual(2 * 86_400);
      expect(secondsOf(near)).toBeGreaterThan(2 * 86_400 - 60);
      await age(userId, 2);
      const ended = await authOf(instance).refresh(cookieValue(near));
      expect([ended.status, ended.body.error.code]).toEqual([401, 'INVALID_TOKEN']);
    });

    it('holds for sessions that are older than a limit that was set later', async () => {
      const { userId, value } = await registered('older@example.test');
      await age(userId, 40);
      const next = await authOf(instance).refresh(value).expect(200);
      const settings = (userMaxDays: number) =>
        owner.send('PATCH', '/admin/settings', { sessions: { userMaxDays } });
      expect((await settings(30)).status).toBe(200);
      await authOf(instance).refresh(cookieValue(next)).expect(401);
      expect((await settings(90)).status).toBe(200);
    });
  });

  describe('the end of an API key (ASVS 7.4)', () => {
    const makeKey = async (input: object = {}) =>
      (await owner.post<NewKeyView>('/admin/api-keys', { name: 'page', kind: 'live', ...input }))
        .data;
    let user: TestUser;
    beforeAll(async () => {
      user = await signUp(instance);
    });
    const follow = (key: NewKeyView) =>
      openEventStream(`${instance.url}/db/collections/notes/subscribe`, {
        ...user.headers,
        'x-api-key': key.value,
      });
    const endsInTime = async (ended: Promise<void>) => {
      const start = performance.now();
      await ended;
      expect(performance.now() - start).toBeLessThan(FELT_MS);
    };

    it('ends the streams that it had opened, and no others', async () => {
      const [revoked, other] = [await makeKey(), await makeKey()];
      const [stream, goesOn] = [await follow(revoked), await follow(other)];
      const answer = await owner.send('DELETE', `/admin/api-keys/${revoked.id}`);
      expect(answer.status).toBe(200);
      await endsInTime(stream.ended);
      const state = await Promise.race([
        goesOn.ended.then(() => 'ended'),
        new Promise((resolve) => setTimeout(() => resolve('open'), 200)),
      ]);
      expect(state).toBe('open');
      await goesOn.close();
    });

    it('ends them when it is rotated', async () => {
      const key = await makeKey();
      const stream = await follow(key);
      expect((await owner.post(`/admin/api-keys/${key.id}/rotate`)).status).toBe(201);
      await endsInTime(stream.ended);
    });

    it('ends them when it runs out', async () => {
      const end = Date.now() + 3_000;
      const stream = await follow(await makeKey({ expiresAt: new Date(end).toISOString() }));
      expect(stream.status).toBe(200);
      await stream.ended;
      expect(Date.now()).toBeGreaterThanOrEqual(end);
      expect(Date.now() - end).toBeLessThan(FELT_MS);
    });
  });

  describe('is felt by a request whose body is still on its way', () => {
    const makeKey = async (input: object) =>
      (await owner.post<NewKeyView>('/admin/api-keys', { name: 'slow', ...input })).data;
    /** Signed in, with a token that the server has seen. */
    const aUser = async () => {
      const user = await signUp(instance);
      expect((await new Api(instance.url, user.headers).get('/auth/me')).status).toBe(200);
      return user;
    };
    const slowly = (headers: Record<string, string>, path = '/db/collections/slow') =>
      beginPost(instance.url + path, headers, { data: { a: 1 } });

    it('of a user who is banned, removed or logged out', async () => {
      const [banned, removed, out, stays] = [
        await aUser(),
        await aUser(),
        await aUser(),
        await aUser(),
      ];
      const requests = [
        await slowly(banned.headers),
        await slowly(removed.headers),
        await slowly(out.headers),
        await slowly(stays.headers),
      ];
      await owner.post(`/admin/users/${banned.user.id}/ban`);
      await owner.send('DELETE', `/admin/users/${removed.user.id}?records=delete`);
      await owner.send('DELETE', `/admin/users/${out.user.id}/sessions`);
      const answers = await Promise.all(requests.map((one) => one.finish()));
      expect(answers).toEqual([401, 401, 401, 201]);
      const stored = await owner.get<{ total: number }>('/admin/collections/slow/records');
      expect(stored.data.total).toBe(1);
    });

    it('with a key that is revoked', async () => {
      const user = await aUser();
      const live = await makeKey({ kind: 'live' });
      const secret = await makeKey({ kind: 'secret', scopes: ['records:write'] });
      const requests = [
        await slowly({ ...user.headers, 'x-api-key': live.value }),
        await slowly({ 'x-api-key': secret.value }, '/admin/collections/slow/records'),
      ];
      for (const { id } of [live, secret]) await owner.send('DELETE', `/admin/api-keys/${id}`);
      expect(await Promise.all(requests.map((one) => one.finish()))).toEqual([401, 401]);
    });

    it('of an operator who is removed, or is one of less', async () => {
      const anOperator = async (email: string, role: string) => {
        const account = { email, password: 'a long operator password' };
        const { data } = await owner.post<{ id: string }>('/operators', { ...account, role });
        return { ...data, headers: { ...(await signInOperator(instance, account)) } };
      };
      const removed = await anOperator('removed@example.org', 'owner');
      const demoted = await anOperator('demoted@example.org', 'operator');
      const path = '/admin/collections/slow/records';
      const requests = [
        await beginPost(`${instance.url}/operators`, removed.headers, {
          email: 'back-door@example.org',
          password: 'a long operator password',
          role: 'owner',
        }),
        await beginUpload(`${instance.url}/admin/buckets/slow/files`, removed.headers),
        await slowly(demoted.headers, path),
      ];
      await owner.send('DELETE', `/operators/${removed.id}`);
      await owner.send('PATCH', `/operators/${demoted.id}`, { role: 'viewer' });
      const answers = await Promise.all(requests.map((one) => one.finish()));
      expect(answers).toEqual([401, 401, 403]);
      const files = await owner.get<{ total: number }>('/admin/buckets/slow/files');
      expect(files.data.total).toBe(0);
    });
  });

  it('ends the links of an operator with the account', async () => {
    const account = { email: 'leaving@example.org', password: 'a long operator password' };
    const made = await owner.post<{ id: string }>('/operators', { ...account, role: 'operator' });
    const leaving = new Api(instance.url, await signInOperator(instance, account));
    const user = await new Api(instance.url).signUp('owner-of-file@example.test');
    const file = await user.upload<{ file: { id: string } }>('b', 'a.txt', new Uint8Array([1]));
    const path = `/admin/buckets/b/files/${file.data.file.id}/url`;
    const { status, data } = await leaving.post<SignedLink>(path, {});
    expect(status).toBe(201);
    expect((await fetch(instance.url + data.url)).status).toBe(200);
    await leaving.post('/operator/logout');
    expect((await fetch(instance.url + data.url)).status).toBe(200);
    await owner.send('DELETE', `/operators/${made.data.id}`);
    expect((await fetch(instance.url + data.url)).status).toBe(403);
  });
});
