import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import {
  type OperatorHeaders,
  signInOperator,
  signUp,
  startTestInstance,
  type TestInstance,
  type TestUser,
} from '../support/instance.js';
import { aGroup, requestsOf } from '../support/sharing.js';

const MINE = { $ownerId: { $user: 'id' } };
const WARD = { ward: { $in: { $user: 'groups' } } };
const PATIENTS = {
  read: { $or: [MINE, WARD] },
  create: WARD,
  update: WARD,
  delete: false,
} as const;

describe('Rules of collections', () => {
  let instance: TestInstance;
  let operator: OperatorHeaders;
  let ann: TestUser;
  let bob: TestUser;
  let eve: TestUser;
  let serial = 0;

  const declare = (name: string, settings: object) =>
    supertest(instance.url).put(`/admin/collections/${name}`).set(operator).send(settings);
  const fresh = async (access: unknown) => {
    const name = `rules-${++serial}`;
    await declare(name, { access }).expect(200);
    return `/db/collections/${name}`;
  };
  const explain = async (question: object) => {
    const answer = await supertest(instance.url)
      .post('/admin/access/explain')
      .set(operator)
      .send(question);
    expect(answer.status).toBe(200);
    return answer.body.data as { allowed: boolean; because: string };
  };
  const as = (user: TestUser | 'guest') => requestsOf(instance, user);
  const create = async (user: TestUser, path: string, data: object) => {
    const answer = await as(user).post(path, { data });
    expect(answer.status).toBe(201);
    return answer.body.data as { id: string; data: object };
  };
  const idsOf = async (user: TestUser | 'guest', path: string, query = '') =>
    ((await as(user).get(`${path}${query}`)).body.data as { items: { id: string }[] }).items.map(
      ({ id }) => id,
    );

  beforeAll(async () => {
    instance = await startTestInstance();
    operator = await signInOperator(instance);
    [ann, bob, eve] = await Promise.all([signUp(instance), signUp(instance), signUp(instance)]);
    await aGroup(instance, operator, 'ward-a', [ann, bob]);
    await aGroup(instance, operator, 'ward-b', [ann]);
  });
  afterAll(() => instance.destroy());

  it('are set and shown by operators; a rule that cannot be understood is refused', async () => {
    const set = await declare('patients', { access: PATIENTS });
    expect(set.body.data).toMatchObject({ name: 'patients', access: PATIENTS });
    const shown = await supertest(instance.url).get('/admin/collections/patients').set(operator);
    expect(shown.body.data.access).toEqual(PATIENTS);
    for (const [access, path] of [
      [{ read: { ward: { $in: [] } } }, 'access.read.ward.$in'],
      [{ read: {} }, 'access.read'],
      [{ read: { $where: 'x' } }, 'access.read.$where'],
      [{ update: { owner: { $user: 'customIdentity' } } }, 'access.update.owner.$user'],
      [{ create: { $public: true } }, 'access.create'],
    ] as const) {
      const refused = await declare('patients', { access });
      expect([refused.status, refused.body.error.details]).toEqual([
        400,
        [{ path, reason: expect.any(String) }],
      ]);
    }
    for (const access of ['everybody', { write: true }, { read: null }, { read: 'true' }, 1, []]) {
      expect((await declare('patients', { access })).status).toBe(400);
    }
    const after = await supertest(instance.url).get('/admin/collections/patients').set(operator);
    expect(after.body.data).toEqual(shown.body.data);
  });

  it('keep a record where its users reach it: create and check', async () => {
    const path = await fresh(PATIENTS);
    const record = await create(bob, path, { ward: 'ward-a', name: 'x' });
    const one = `${path}/${record.id}`;
    expect((await as(bob).post(path, { data: { ward: 'ward-b' } })).status).toBe(403);
    expect((await as(eve).post(path, { data: { ward: 'ward-a' } })).status).toBe(403);
    // Nobody moves a record out of their own reach, or into another's.
    expect((await as(bob).patch(one, { data: { ward: 'ward-b' } })).status).toBe(403);
    expect((await as(bob).patch(one, { data: { ward: null } })).status).toBe(403);
    expect((await as(ann).patch(one, { data: { name: 'y' } })).status).toBe(200);
    expect((await as(eve).get(one)).status).toBe(404);
    expect((await as(ann).patch(one, { data: { ward: 'ward-b' } })).status).toBe(200);
    // The owner may still read it, but no more change it.
    expect((await as(bob).get(one)).body.data.data).toEqual({ ward: 'ward-b', name: 'y' });
    expect((await as(bob).patch(one, { data: { name: 'z' } })).status).toBe(403);
    expect((await as(ann).delete(one)).status).toBe(403);
    expect((await as(eve).delete(one)).status).toBe(404);
  });

  it('hold in a batch, all or nothing', async () => {
    const path = await fresh(PATIENTS);
    const collection = path.split('/').at(-1)!;
    const operations = [
      { op: 'create', collection, data: { ward: 'ward-a' } },
      { op: 'create', collection, data: { ward: 'ward-b' } },
    ];
    const answer = await as(bob).post('/db/batch', { operations });
    expect([answer.status, answer.body.error.details]).toEqual([403, { index: 1 }]);
    expect(await idsOf(ann, path)).toEqual([]);
  });

  it.each([
    ['an empty list', { ward: { $in: { $user: 'groups' } } }, { ward: 'ward-a' }],
    ['an empty list, negated', { $not: WARD }, { ward: 'ward-a' }],
    ['a missing field', { ward: { $ne: 'ward-z' } }, {}],
    ['a missing field, negated', { $not: { ward: 'ward-z' } }, {}],
    ['null', { ward: { $nin: ['ward-z'] } }, { ward: null }],
    ['null, negated', { $not: { ward: { $in: ['ward-z'] } } }, { ward: null }],
    ['an empty text', { mail: { $user: 'email' } }, { mail: '' }],
    ['a list instead of a text', { $not: { ward: 'ward-z' } }, { ward: [] }],
    ['an object instead of a text', { ward: { $ne: 'ward-z' } }, { ward: { $ne: 'ward-z' } }],
    ['a number instead of a text', { $not: { level: { $gt: 'a' } } }, { level: 5 }],
    ['the id in a list', { owner: { $user: 'id' } }, { owner: ['{id}'] }],
  ])('deny for %s (security.md 4.2 row 29)', async (_name, read, data) => {
    const path = await fresh({ read, create: true });
    const text = JSON.stringify(data).replace('{id}', eve.user.id);
    const record = await create(ann, path, JSON.parse(text) as object);
    expect(await idsOf(eve, path)).toEqual([]);
    expect((await as(eve).get(`${path}/${record.id}`)).status).toBe(404);
  });

  it('show nothing hidden by count, filter, sort or cursor', async () => {
    const path = await fresh(PATIENTS);
    for (let n = 0; n < 6; n++) {
      await create(ann, path, { n, ward: n % 2 === 0 ? 'ward-a' : 'ward-b' });
    }
    const total = async (query: string) => (await as(bob).get(`${path}${query}`)).body.data.total;
    expect(await total('')).toBe(3);
    expect(await total(`?filter=${encodeURIComponent('{"ward":"ward-b"}')}`)).toBe(0);
    expect(await total(`?filter=${encodeURIComponent('{"$or":[{"n":1},{"n":2}]}')}`)).toBe(1);
    expect(await total(`?filter=${encodeURIComponent('{"$not":{"n":99}}')}`)).toBe(3);
    const walked: unknown[] = [];
    let cursor = '';
    for (;;) {
      const { data } = (await as(bob).get(`${path}?limit=1&sort=-data.n${cursor}`)).body;
      walked.push(...data.items.map((item: { data: { n: number } }) => item.data.n));
      if (data.nextCursor === undefined) break;
      cursor = `&cursor=${data.nextCursor}`;
    }
    expect(walked).toEqual([4, 2, 0]);
    // A cursor from somebody who sees more shows no more.
    const foreign = (await as(ann).get(`${path}?limit=1&sort=-data.n`)).body.data.nextCursor;
    const rest = await as(bob).get(`${path}?sort=-data.n&cursor=${foreign}`);
    expect(rest.body.data.items).toHaveLength(3);
  });

  it('answer the same through an index', async () => {
    const name = `rules-${++serial}`;
    const path = `/db/collections/${name}`;
    await declare(name, { access: PATIENTS, indexes: [{ fields: ['ward'] }] }).expect(200);
    for (let n = 0; n < 8; n++) {
      await create(ann, path, { n, ward: n % 2 === 0 ? 'ward-a' : 'ward-b' });
    }
    for (;;) {
      const { body } = await supertest(instance.url)
        .get(`/admin/collections/${name}`)
        .set(operator);
      if (body.data.indexes[0].state === 'ready') break;
    }
    expect(await idsOf(bob, path)).toHaveLength(4);
    expect(await idsOf(ann, path)).toHaveLength(8);
    expect(await idsOf(eve, path)).toEqual([]);
    expect(
      await idsOf(ann, path, `?filter=${encodeURIComponent('{"ward":"ward-b"}')}`),
    ).toHaveLength(4);
  });

  it('let guests read what is public, and nothing besides', async () => {
    const read = { $or: [{ $public: true, published: true }, MINE] };
    const path = await fresh({ read, create: true, update: MINE, delete: MINE });
    const shown = await create(ann, path, { published: true });
    const draft = await create(ann, path, { published: false });
    expect(await idsOf('guest', path)).toEqual([shown.id]);
    expect((await as('guest').get(`${path}/${draft.id}`)).status).toBe(404);
    expect((await as('guest').post(path, { data: {} })).status).toBe(401);
    expect(await idsOf(ann, path)).toEqual([shown.id, draft.id]);
    const wrong = await as('guest').get(path).set('authorization', 'Bearer wrong');
    expect(wrong.status).toBe(401);
  });

  it('do not bind operators, who see who may what and why', async () => {
    const path = await fresh(PATIENTS);
    const collection = path.split('/').at(-1)!;
    const record = await create(bob, path, { ward: 'ward-a' });
    const all = await supertest(instance.url)
      .get(`/admin/collections/${collection}/records`)
      .set(operator);
    expect(all.body.data.total).toBe(1);
    const recordId = record.id;
    const userId = bob.user.id;
    expect(await explain({ collection, action: 'read', userId, recordId })).toEqual({
      allowed: true,
      because: 'read: $ownerId $eq {"$user":"id"} holds',
    });
    expect(await explain({ collection, action: 'delete', userId, recordId })).toEqual({
      allowed: false,
      because: 'delete: the rule false does not hold',
    });
    const moved = { collection, action: 'update', userId, recordId, data: { ward: 'ward-b' } };
    expect(await explain(moved)).toEqual({
      allowed: false,
      because: 'check: ward $in {"$user":"groups"} does not hold',
    });
    expect(await explain({ collection, action: 'read', recordId })).toEqual({
      allowed: false,
      because: 'read: the rule does not say $public, so guests are refused',
    });
    const byEve = await explain({ collection, action: 'read', userId: eve.user.id, recordId });
    expect(byEve.allowed).toBe(false);
  });

  it('end with their collection', async () => {
    const path = await fresh('members');
    const collection = path.split('/').at(-1)!;
    await create(ann, path, {});
    expect(await idsOf(eve, path)).toHaveLength(1);
    await supertest(instance.url)
      .delete(`/admin/collections/${collection}`)
      .set(operator)
      .expect(200);
    await create(ann, path, {});
    expect(await idsOf(eve, path)).toEqual([]);
  });

  it('survive a restart', async () => {
    const first = await startTestInstance();
    const writer = await signUp(first);
    const rules = await signInOperator(first);
    await supertest(first.url)
      .put('/admin/collections/board')
      .set(rules)
      .send({ access: 'members' })
      .expect(200);
    await requestsOf(first, writer).post('/db/collections/board', { data: {} }).expect(201);
    await first.close();
    const second = await startTestInstance({ APPBASE_DATA_DIR: first.dataDir });
    const reader = await signUp(second);
    const list = await requestsOf(second, reader).get('/db/collections/board');
    expect(list.body.data.total).toBe(1);
    await second.destroy();
  });

  it('show the groups of a user to operators', async () => {
    const view = await supertest(instance.url).get(`/admin/users/${ann.user.id}`).set(operator);
    expect(view.body.data.groups).toEqual(['ward-a', 'ward-b']);
  });
});
