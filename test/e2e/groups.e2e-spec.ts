import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { GUEST, type RequestContext } from '../../src/access/caller.js';
import { Database } from '../../src/database/database.js';
import { GroupsService } from '../../src/groups/groups.service.js';
import { MyGroupsService } from '../../src/groups/my-groups.service.js';
import {
  type OperatorHeaders,
  signInOperator,
  signUp,
  startTestInstance,
  type TestInstance,
  type TestUser,
} from '../support/instance.js';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('groups', () => {
  let instance: TestInstance;
  let operator: OperatorHeaders;
  let ann: TestUser;
  let bob: TestUser;
  let eve: TestUser;
  const http = () => supertest(instance.url);
  const as = (user: TestUser) => ({
    get: (path: string) => http().get(path).set(user.headers),
    put: (path: string, body?: object) => http().put(path).set(user.headers).send(body),
    post: (path: string, body?: object) => http().post(path).set(user.headers).send(body),
    delete: (path: string) => http().delete(path).set(user.headers),
  });
  const create = (name: string) => http().post('/admin/groups').set(operator).send({ name });
  const put = (group: string, user: TestUser, body?: object) =>
    http().put(`/admin/groups/${group}/members/${user.user.id}`).set(operator).send(body);

  beforeAll(async () => {
    instance = await startTestInstance();
    operator = await signInOperator(instance);
    [ann, bob, eve] = await Promise.all([signUp(instance), signUp(instance), signUp(instance)]);
  });
  afterAll(() => instance.destroy());

  it('are made, listed, shown and removed by operators', async () => {
    const made = await create('night-shift');
    expect([made.status, made.body.data]).toEqual([
      201,
      { name: 'night-shift', members: 0, createdAt: TIME },
    ]);
    expect((await create('night-shift')).body.error.code).toBe('CONFLICT');
    expect((await create('not a name')).body.error.code).toBe('VALIDATION_ERROR');
    await put('night-shift', ann).expect(200);
    const shown = await http().get('/admin/groups/night-shift').set(operator);
    expect(shown.body.data).toEqual({ ...made.body.data, members: 1 });
    const list = await http().get('/admin/groups').set(operator);
    expect(list.body.data).toEqual({ items: [shown.body.data], total: 1 });
    await http().delete('/admin/groups/night-shift').set(operator).expect(200);
    await http().get('/admin/groups/night-shift').set(operator).expect(404);
    expect((await as(ann).get('/groups')).body.data).toEqual({ items: [], total: 0 });
  });

  it('show in the user view, to their members and to nobody else', async () => {
    await create('ward-1');
    const added = await http()
      .post('/admin/groups/ward-1/members')
      .set(operator)
      .send({ userId: ann.user.id, role: 'manager' });
    expect([added.status, added.body.data]).toEqual([
      201,
      { userId: ann.user.id, email: ann.user.email, role: 'manager', since: TIME },
    ]);
    expect((await as(ann).get('/auth/me')).body.data).toEqual({ ...ann.user, groups: ['ward-1'] });
    expect((await as(bob).get('/auth/me')).body.data).toEqual(bob.user);
    expect((await as(ann).get('/groups')).body.data).toEqual({
      items: [{ name: 'ward-1', role: 'manager', since: TIME }],
      total: 1,
    });
    expect((await as(ann).get('/groups/ward-1/members')).body.data).toEqual({
      items: [added.body.data],
      total: 1,
    });
    const hidden = await as(eve).get('/groups/ward-1/members');
    const unknown = await as(eve).get('/groups/no-such/members');
    expect([hidden.status, unknown.status]).toEqual([404, 404]);
    expect({ ...hidden.body.error, requestId: '' }).toEqual({
      ...unknown.body.error,
      requestId: '',
    });
  });

  it('let managers, and only them, say who is in', async () => {
    await create('ward-2');
    await put('ward-2', ann, { role: 'manager' });
    const path = (user: TestUser) => `/groups/ward-2/members/${user.user.id}`;
    const added = await as(ann).put(path(bob));
    expect([added.status, added.body.data]).toEqual([
      200,
      { userId: bob.user.id, email: bob.user.email, role: 'member', since: TIME },
    ]);
    expect((await as(bob).put(path(eve))).status).toBe(403);
    expect((await as(bob).put(path(bob), { role: 'manager' })).status).toBe(403);
    expect((await as(bob).delete(path(ann))).status).toBe(403);
    expect((await as(bob).post('/groups/ward-2/invites')).status).toBe(403);
    expect((await as(eve).put(path(eve))).status).toBe(404);
    expect((await as(ann).put('/groups/ward-2/members/no-such-user')).status).toBe(404);
    expect((await as(bob).get(path(ann))).body.data.role).toBe('manager');
    expect((await as(bob).delete(path(bob))).body.data).toEqual({ deleted: true });
    expect((await as(bob).get('/groups/ward-2/members')).status).toBe(404);
    expect((await as(ann).get('/groups/ward-2/members')).body.data.total).toBe(1);
  });

  it('are joined by an invite, as often as it says and as long as it lives', async () => {
    await create('ward-3');
    await put('ward-3', ann, { role: 'manager' });
    const invite = await as(ann).post('/groups/ward-3/invites', { uses: 1, expiresIn: 60 });
    expect([invite.status, invite.body.data]).toEqual([
      201,
      { code: expect.stringMatching(/^[\w-]{43}$/), group: 'ward-3', uses: 1, expiresAt: TIME },
    ]);
    const { code } = invite.body.data as { code: string };
    expect((await as(ann).post('/groups/join', { code })).status).toBe(409);
    // security.md 4.2 row 10: of many at once exactly one.
    const users = await Promise.all(Array.from({ length: 10 }, () => signUp(instance)));
    const answers = await Promise.all(users.map((user) => as(user).post('/groups/join', { code })));
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(9);
    const joined = answers.find(({ status }) => status === 200)!;
    expect(joined.body.data).toEqual({ name: 'ward-3', role: 'member', since: TIME });
    expect((await as(ann).get('/groups/ward-3/members')).body.data.total).toBe(2);

    const late = await as(ann).post('/groups/ward-3/invites');
    const { code: second } = late.body.data as { code: string };
    await instance.server.app
      .get(Database, { strict: false })
      .write((db) => db.run('UPDATE group_invites SET expires_at = 1'));
    expect((await as(eve).post('/groups/join', { code: second })).status).toBe(404);
    for (const wrong of ['', { $ne: '' }, 5, null, ['x']]) {
      expect((await as(eve).post('/groups/join', { code: wrong })).status).toBe(400);
    }
    const stored = instance.server.app
      .get(Database, { strict: false })
      .read((db) => db.all('SELECT * FROM group_invites'));
    expect(JSON.stringify(stored)).not.toContain(second);
  });

  it('are closed to a manager who is being sent away, whatever is on its way', async () => {
    await create('ward-4');
    await put('ward-4', ann, { role: 'manager' });
    const mine = instance.server.app.get(MyGroupsService, { strict: false });
    const groups = instance.server.app.get(GroupsService, { strict: false });
    const request = { requestId: 'r', ip: '127.0.0.1' };
    const asAnn: RequestContext = {
      ...request,
      caller: {
        kind: 'user',
        id: ann.user.id,
        email: ann.user.email,
        sessionId: 's',
        until: Infinity,
        mustChangePassword: false,
      },
    };
    // All in one turn: when the manager asks, nothing of the removal is to be seen yet.
    const removed = groups.removeMember({ ...request, caller: GUEST }, 'ward-4', ann.user.id);
    const answers = await Promise.allSettled([
      mine.setMember(asAnn, 'ward-4', ann.user.id, 'manager'),
      mine.setMember(asAnn, 'ward-4', bob.user.id, 'manager'),
      mine.invite(asAnn, 'ward-4', undefined),
    ]);
    await removed;
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 'rejected'));
    const members = await http().get('/admin/groups/ward-4/members').set(operator);
    expect(members.body.data).toEqual({ items: [], total: 0 });
    const invites = await http().get('/admin/groups/ward-4/invites').set(operator);
    expect(invites.body.data).toEqual({ items: [], total: 0 });
  });

  it('have invites that are good as long as their manager could make them', async () => {
    await create('ward-5');
    await put('ward-5', bob, { role: 'manager' });
    const invite = await as(bob).post('/groups/ward-5/invites', { uses: 5 }).expect(201);
    const { code } = invite.body.data as { code: string };
    const join = async () => (await as(eve).post('/groups/join', { code })).status;
    const listed = async () =>
      (await http().get('/admin/groups/ward-5/invites').set(operator)).body.data.total as number;
    const member = `/admin/groups/ward-5/members/${bob.user.id}`;

    await put('ward-5', bob, { role: 'member' });
    expect([await join(), await listed()]).toEqual([404, 0]);
    await http().delete(member).set(operator).expect(200);
    expect((await as(bob).post('/groups/join', { code })).status).toBe(404);
    await put('ward-5', bob, { role: 'manager' });
    expect(await listed()).toBe(1);
    await http().post(`/admin/users/${bob.user.id}/ban`).set(operator).expect(200);
    expect([await join(), await listed()]).toEqual([404, 0]);
    await http().post(`/admin/users/${bob.user.id}/unban`).set(operator).expect(200);
    expect(await join()).toBe(200);
    // The ban has ended the session.
    bob = await signUp(instance);
  });

  it('find users by e-mail only where the operator allows it', async () => {
    const lookup = (email: string) =>
      as(ann).get(`/users/lookup?email=${encodeURIComponent(email)}`);
    expect((await lookup(bob.user.email)).status).toBe(403);
    await http().patch('/admin/settings').set(operator).send({ userLookup: true }).expect(200);
    const found = await lookup(bob.user.email.toUpperCase());
    expect([found.status, found.body.data]).toEqual([
      200,
      { id: bob.user.id, email: bob.user.email },
    ]);
    expect((await lookup('nobody@example.test')).status).toBe(404);
    expect((await http().get('/users/lookup?email=a@b.c')).status).toBe(401);
  });

  it('are audited with who changed them', async () => {
    const rows = instance.server.app
      .get(Database, { strict: false })
      .read((db) =>
        db.all(
          "SELECT action, actor, resource_id AS name FROM audit_log WHERE action LIKE 'group.%' AND resource_id = 'ward-3'",
        ),
      );
    expect(rows).toEqual([
      { action: 'group.create', actor: 'operator:owner@example.org', name: 'ward-3' },
      { action: 'group.member-set', actor: 'operator:owner@example.org', name: 'ward-3' },
      { action: 'group.invite', actor: `user:${ann.user.id}`, name: 'ward-3' },
      { action: 'group.join', actor: expect.stringMatching(/^user:/), name: 'ward-3' },
      { action: 'group.invite', actor: `user:${ann.user.id}`, name: 'ward-3' },
    ]);
  });
});
