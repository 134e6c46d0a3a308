import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AdminInviteList, AuditPage, NewInviteView } from '@appbase-pfe/types';
import { Database } from '../../src/database/database.js';
import { Api } from '../support/api.js';
import {
  signInOperator,
  signUp,
  startTestInstance,
  TEST_OPERATOR,
  TEST_PASSWORD,
  type TestInstance,
  type TestUser,
} from '../support/instance.js';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const ID = expect.stringMatching(/^[0-9a-f]{16}$/);

describe('what operators share', () => {
  let instance: TestInstance;
  let admin: Api;
  let viewer: Api;
  let ann: TestUser;
  let bob: TestUser;
  const as = (user: TestUser) => new Api(instance.url, user.headers);
  const audited = async (action: string) =>
    (await admin.get<AuditPage>(`/admin/audit-log?action=${action}`)).data.items;

  beforeAll(async () => {
    instance = await startTestInstance();
    admin = new Api(instance.url, await signInOperator(instance));
    const account = { email: 'viewer@example.org', password: TEST_PASSWORD };
    await admin.post('/operators', { ...account, role: 'viewer' });
    viewer = new Api(instance.url, await signInOperator(instance, account));
    [ann, bob] = await Promise.all([signUp(instance), signUp(instance)]);
    await admin.post('/admin/groups', { name: 'ward-1' });
  });
  afterAll(() => instance.destroy());

  describe('invites to a group', () => {
    const PATH = '/admin/groups/ward-1/invites';
    const list = async () => (await viewer.get<AdminInviteList>(PATH)).data;
    const join = (user: TestUser, code: string) => as(user).post('/groups/join', { code });

    it('are made by operators, let users in, and show what is left of them', async () => {
      const made = await admin.post<NewInviteView>(PATH, { uses: 2, expiresIn: 60 });
      const invite = {
        id: ID,
        group: 'ward-1',
        uses: 2,
        usesLeft: 2,
        createdBy: `operator:${TEST_OPERATOR.email}`,
        createdAt: TIME,
        expiresAt: TIME,
      };
      expect([made.status, made.data]).toEqual([
        201,
        { ...invite, code: expect.stringMatching(/^[\w-]{43}$/) },
      ]);
      const { code, id, createdAt, expiresAt } = made.data;
      expect(Date.parse(expiresAt) - Date.parse(createdAt!)).toBe(60_000);
      expect(await list()).toEqual({ items: [invite], total: 1 });
      expect((await join(ann, code)).status).toBe(200);
      expect(await list()).toEqual({ items: [{ ...invite, id, usesLeft: 1 }], total: 1 });
      expect((await join(bob, code)).status).toBe(200);
      expect(await list()).toEqual({ items: [], total: 0 });
    });

    it('of managers are listed as well, without their codes', async () => {
      await admin.send('PUT', `/admin/groups/ward-1/members/${ann.user.id}`, { role: 'manager' });
      const made = await as(ann).post<{ code: string }>('/groups/ward-1/invites');
      const shown = await list();
      expect(shown.items).toMatchObject([
        { createdBy: `user:${ann.user.id}`, uses: 1, usesLeft: 1 },
      ]);
      expect(JSON.stringify(shown)).not.toContain(made.data.code);
    });

    it('are revoked: the code is worth nothing, who is in stays', async () => {
      const { data } = await admin.post<NewInviteView>(PATH, { uses: 5 });
      const eve = await signUp(instance);
      await join(eve, data.code);
      const path = `${PATH}/${data.id}`;
      expect((await viewer.send('DELETE', path)).status).toBe(403);
      expect((await admin.send('DELETE', path)).data).toEqual({ deleted: true });
      expect((await admin.send('DELETE', path)).error?.code).toBe('NOT_FOUND');
      expect((await list()).items.map(({ id }) => id)).not.toContain(data.id);
      expect((await join(await signUp(instance), data.code)).status).toBe(404);
      expect((await as(eve).get<{ total: number }>('/groups')).data.total).toBe(1);
    });

    it('of another group cannot be reached through this one', async () => {
      await admin.post('/admin/groups', { name: 'ward-2' });
      const { data } = await admin.post<NewInviteView>('/admin/groups/ward-2/invites');
      expect((await admin.send('DELETE', `${PATH}/${data.id}`)).status).toBe(404);
      expect((await list()).items.map(({ id }) => id)).not.toContain(data.id);
      const missing = await admin.post('/admin/groups/no-such/invites');
      expect([missing.status, (await admin.get('/admin/groups/no-such/invites')).status]).toEqual([
        404, 404,
      ]);
    });

    it('are refused to viewers and with numbers that cannot be', async () => {
      expect((await viewer.post(PATH)).status).toBe(403);
      for (const wrong of [{ uses: 0 }, { uses: 1001 }, { expiresIn: 5 }, { forever: true }])
        expect((await admin.post(PATH, wrong)).status).toBe(400);
    });

    it('stand in the audit with their operator, never with their code', async () => {
      const made = await audited('group.invite');
      expect(made).toHaveLength(4);
      expect(made.filter(({ actor }) => actor === `operator:${TEST_OPERATOR.email}`)).toHaveLength(
        3,
      );
      expect(await audited('group.invite-revoke')).toMatchObject([
        { actor: `operator:${TEST_OPERATOR.email}`, resource: 'group', resourceId: 'ward-1' },
      ]);
      const stored = instance.server.app
        .get(Database, { strict: false })
        .read((db) => db.all<{ hash: string }>('SELECT * FROM group_invites'));
      expect(stored.every(({ hash }) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
    });

    it('from before operators could make them are listed with what is known', async () => {
      await instance.server.app
        .get(Database, { strict: false })
        .write((db) =>
          db.run(
            `INSERT INTO group_invites (hash, group_name, uses_left, expires_at) VALUES (?, ?, 3, ?)`,
            'ab'.repeat(32),
            'ward-2',
            Date.now() + 60_000,
          ),
        );
      const { data } = await admin.get<AdminInviteList>('/admin/groups/ward-2/invites');
      expect(data.items).toContainEqual({
        id: 'abababababababab',
        group: 'ward-2',
        uses: 3,
        usesLeft: 3,
        expiresAt: TIME,
      });
    });
  });

  describe('grants of records and files of any user', () => {
    const grants = () => ({ read: ['group:ward-1'], write: [`user:${bob.user.id}`] });
    let record: string;
    let file: string;

    beforeAll(async () => {
      await admin.send('PUT', '/admin/collections/charts', { access: 'shared' });
      await admin.send('PUT', '/admin/buckets/scans', { access: 'shared' });
      const made = await as(ann).post<{ id: string }>('/db/collections/charts', { data: { n: 1 } });
      record = made.data.id;
      const sent = await as(ann).upload<{ file: { id: string } }>(
        'scans',
        'a.txt',
        new Uint8Array(3),
      );
      file = sent.data.file.id;
    });

    it.each([
      ['record', () => `/admin/collections/charts/records/${record}/grants`, 'record.share'],
      ['file', () => `/admin/buckets/scans/files/${file}/grants`, 'file.share'],
    ])('of a %s are seen by viewers and set by operators', async (_, path, action) => {
      expect((await viewer.get(path())).data).toEqual({ read: [], write: [] });
      expect((await viewer.send('PUT', path(), grants())).status).toBe(403);
      const set = await admin.send('PUT', path(), grants());
      expect([set.status, set.data]).toEqual([200, grants()]);
      expect((await viewer.get(path())).data).toEqual(grants());
      expect(await audited(action)).toMatchObject([{ actor: `operator:${TEST_OPERATOR.email}` }]);
      const nobody = await admin.send('PUT', path(), { read: ['user:no-such-user'], write: [] });
      expect([nobody.status, nobody.error?.code]).toEqual([400, 'VALIDATION_ERROR']);
      expect((await viewer.get(path())).data).toEqual(grants());
    });

    it('open what they name to whom they name', async () => {
      expect((await as(bob).get(`/db/collections/charts/${record}`)).status).toBe(200);
      const changed = await as(bob).send('PATCH', `/db/collections/charts/${record}`, {
        data: { n: 2 },
      });
      expect(changed.status).toBe(200);
      await admin.send('PUT', `/admin/collections/charts/records/${record}/grants`, {
        read: [],
        write: [],
      });
      expect((await as(bob).get(`/db/collections/charts/${record}`)).status).toBe(404);
    });

    it('are refused where the rules ask for none, and of what is not there', async () => {
      const made = await as(ann).post<{ id: string }>('/db/collections/own', { data: {} });
      const own = await admin.get(`/admin/collections/own/records/${made.data.id}/grants`);
      expect([own.status, own.error?.code]).toEqual([409, 'CONFLICT']);
      for (const path of ['collections/charts/records', 'buckets/scans/files'])
        expect((await admin.get(`/admin/${path}/00000000-aaaa/grants`)).status).toBe(404);
    });
  });
});
