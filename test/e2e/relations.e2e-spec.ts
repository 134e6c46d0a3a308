import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import type { RecordView } from '@appbase-pfe/types';
import { Database } from '../../src/database/database.js';
import { Builder } from '../../src/records/upkeep/builder.js';
import { openStream } from '../support/events.js';
import {
  type OperatorHeaders,
  signInOperator,
  signUp,
  startTestInstance,
  type TestInstance,
  type TestUser,
} from '../support/instance.js';
import { requestsOf } from '../support/sharing.js';

/** What becomes of records when those that they refer to go (security.md list 4.2 row 4). */
describe('deleting a record that others refer to', () => {
  let instance: TestInstance;
  let operator: OperatorHeaders;
  let anna: TestUser;
  let ben: TestUser;

  beforeAll(async () => {
    instance = await startTestInstance();
    operator = await signInOperator(instance);
    anna = await signUp(instance);
    ben = await signUp(instance);
  });
  afterAll(() => instance.destroy());

  const asOperator = (method: 'get' | 'put' | 'delete', path: string, body?: object) =>
    supertest(instance.url)[method](`/admin/${path}`).set(operator).send(body);
  const declare = async (collection: string, settings: object) => {
    await asOperator('put', `collections/${collection}`, settings).expect(200);
  };
  const to = (collection: string, onDelete: 'restrict' | 'clear' | 'cascade') => ({
    relations: { to: { collection, onDelete } },
  });
  const create = async (collection: string, data: object, user = anna) => {
    const answer = await requestsOf(instance, user).post(`/db/collections/${collection}`, { data });
    expect(answer.body).toMatchObject({ success: true });
    return answer.body.data as RecordView;
  };
  const many = async (collection: string, all: object[]) => {
    const ids: string[] = [];
    for (let at = 0; at < all.length; at += 100) {
      const operations = all
        .slice(at, at + 100)
        .map((data) => ({ op: 'create', collection, data }));
      const answer = await requestsOf(instance, anna).post('/db/batch', { operations });
      expect(answer.status).toBe(200);
      ids.push(...(answer.body.data.results as RecordView[]).map(({ id }) => id));
    }
    return ids;
  };
  const remove = async ({ collection, id }: Pick<RecordView, 'collection' | 'id'>, user = anna) => {
    const { status, body } = await requestsOf(instance, user).delete(
      `/db/collections/${collection}/${id}`,
    );
    return { status, message: body.error?.message as string | undefined, error: body.error };
  };
  const count = async (collection: string) =>
    (await asOperator('get', `collections/${collection}/records?limit=1`)).body.data.total;
  const read = (query: string, ...values: unknown[]) =>
    instance.server.app.get(Database, { strict: false }).read((db) => db.all(query, ...values));
  const links = (collection: string) =>
    read(
      `SELECT l.* FROM relation_links l JOIN declarations d ON d.id = l.declaration_id
       WHERE d.definition ->> 'collection' = ?`,
      collection,
    );
  const HELD = 'Other records refer to this one';
  const TOO_FAR = 'Too many records would go with this one: delete some of them first';

  it('is one transaction: all changes are logged and told, or none happens', async () => {
    await declare('t-leaves', { access: 'owner', history: true, ...to('t-branches', 'clear') });
    await declare('t-branches', to('t-roots', 'cascade'));
    await declare('t-holders', to('t-branches', 'restrict'));
    const root = await create('t-roots', {});
    const branches = [
      await create('t-branches', { to: root.id }),
      await create('t-branches', { to: root.id }),
    ];
    const leaf = await create('t-leaves', { to: branches[0]!.id, text: 'stays' });
    const holder = await create('t-holders', { to: branches[1]!.id });
    const follow = (collection: string) =>
      openStream(`${instance.url}/db/collections/${collection}/subscribe`, anna.headers);
    const [ofRoots, ofBranches, ofLeaves] = [
      await follow('t-roots'),
      await follow('t-branches'),
      await follow('t-leaves'),
    ];
    const head = () => read('SELECT max(position) AS n FROM changes');
    const audited = () => read('SELECT max(rowid) AS n FROM audit_log');
    const before = [head(), audited(), links('t-branches'), links('t-roots')];
    // The first branch and the leaf are done with when the second turns out to be held.
    expect((await remove(root)).error).toMatchObject({ code: 'CONFLICT', message: HELD });
    expect([head(), audited(), links('t-branches'), links('t-roots')]).toEqual(before);
    expect([await count('t-branches'), await count('t-leaves')]).toEqual([2, 1]);

    await remove(holder);
    expect((await remove(root)).status).toBe(200);
    const gone = (record: RecordView) => ({
      type: 'deleted',
      collection: record.collection,
      record,
    });
    expect(await ofRoots.events(1)).toEqual([gone(root)]);
    expect(await ofBranches.events(2)).toEqual(branches.map(gone));
    const cleared = { ...leaf, data: { text: 'stays' }, updatedAt: expect.any(String) };
    expect(await ofLeaves.events(1)).toEqual([
      { type: 'updated', collection: 't-leaves', record: cleared },
    ]);
    const path = `/db/collections/t-leaves/${leaf.id}`;
    const history = await requestsOf(instance, anna).get(`${path}/history`);
    expect(history.body.data).toMatchObject({ total: 2, items: [{ version: 2 }, { version: 1 }] });
    const answer = await requestsOf(instance, anna).get(path);
    expect([answer.body.data, answer.headers['etag']]).toEqual([cleared, '"2"']);
    expect([links('t-branches'), links('t-roots')]).toEqual([[], []]);
    for (const stream of [ofRoots, ofBranches, ofLeaves]) stream.close();
  });

  it('goes round cycles, through several collections and back to itself', async () => {
    await declare('c-hens', to('c-eggs', 'cascade'));
    await declare('c-eggs', to('c-hens', 'cascade'));
    const hen = await create('c-hens', {});
    const egg = await create('c-eggs', { to: hen.id });
    await requestsOf(instance, anna)
      .patch(`/db/collections/c-hens/${hen.id}`, { data: { to: egg.id } })
      .expect(200);
    await create('c-hens', { to: egg.id });
    expect((await remove(egg)).status).toBe(200);
    expect([
      await count('c-hens'),
      await count('c-eggs'),
      links('c-hens'),
      links('c-eggs'),
    ]).toEqual([0, 0, [], []]);
    await declare('c-selves', to('c-selves', 'restrict'));
    const self = await create('c-selves', {});
    await requestsOf(instance, anna)
      .patch(`/db/collections/c-selves/${self.id}`, { data: { to: self.id } })
      .expect(200);
    expect((await remove(self)).status).toBe(200);
  });

  it('reaches 100 records deep and no further', async () => {
    await declare('chain', to('chain', 'cascade'));
    const grow = async (from: RecordView, length: number) => {
      let last = from;
      for (let n = 0; n < length; n++) last = await create('chain', { to: last.id });
      return last;
    };
    const root = await create('chain', {});
    const end = await grow(root, 100);
    const beyond = await grow(end, 1);
    expect((await remove(root)).message).toBe(TOO_FAR);
    expect(await count('chain')).toBe(102);
    await remove(beyond);
    expect((await remove(root)).status).toBe(200);
    expect(await count('chain')).toBe(0);
  });

  it('takes 10,000 records along and no more', async () => {
    await declare('crowd', to('hubs', 'cascade'));
    const hub = await create('hubs', {});
    const refers = (length: number) => Array.from({ length }, () => ({ to: hub.id }));
    const [first] = await many('crowd', refers(10_001));
    expect((await remove(hub)).message).toBe(TOO_FAR);
    expect(await count('crowd')).toBe(10_001);
    await remove({ collection: 'crowd', id: first! });
    expect((await remove(hub)).status).toBe(200);
    expect(await count('crowd')).toBe(0);
  });

  it('does what was declared whatever the rules of the others; of hidden ones it tells no more', async () => {
    await declare('shelves', { access: 'open' });
    await declare('his-notes', to('shelves', 'cascade'));
    await declare('his-tags', to('shelves', 'clear'));
    await declare('his-locks', to('shelves', 'restrict'));
    const shelf = await create('shelves', {});
    await create('his-notes', { to: shelf.id }, ben);
    const tag = await create('his-tags', { to: shelf.id }, ben);
    const lock = await create('his-locks', { to: shelf.id }, ben);
    const hidden = await remove(shelf);
    const own = await create('his-locks', { to: shelf.id });
    const visible = await remove(shelf);
    expect(hidden.error).toEqual({ ...visible.error, requestId: expect.any(String) });
    expect(hidden.error).toEqual({
      code: 'CONFLICT',
      message: HELD,
      requestId: expect.any(String),
    });
    await remove(own);
    await remove(lock, ben);
    expect((await remove(shelf)).status).toBe(200);
    expect(await count('his-notes')).toBe(0);
    const cleared = await requestsOf(instance, ben).get(`/db/collections/his-tags/${tag.id}`);
    expect(cleared.body.data.data).toEqual({});
  });

  it('is held by a record that may not be without the field, and says nothing of its schema', async () => {
    await declare('strict', {
      schema: { type: 'object', required: ['to'] },
      ...to('strict-targets', 'clear'),
    });
    const target = await create('strict-targets', {});
    const record = await create('strict', { to: target.id });
    expect((await remove(target)).error).toEqual({
      code: 'CONFLICT',
      message: HELD,
      requestId: expect.any(String),
    });
    const stored = await requestsOf(instance, anna).get(`/db/collections/strict/${record.id}`);
    expect([stored.body.data, stored.headers['etag']]).toEqual([record, '"1"']);
  });

  it('forgets links of relations that are not declared any more', async () => {
    await declare('loose', to('loose-targets', 'restrict'));
    const target = await create('loose-targets', {});
    const record = await create('loose', { to: target.id });
    await declare('loose', {});
    expect((await remove(target)).status).toBe(200);
    await instance.server.app.get(Builder, { strict: false }).idle();
    expect(links('loose-targets')).toEqual([]);
    expect(await count('loose')).toBe(1);
    await remove(record);
  });

  it.each(['restrict', 'cascade', 'clear'] as const)(
    'lets a whole collection go whose records refer to each other: %s',
    async (onDelete) => {
      const name = `whole-${onDelete}`;
      await declare(name, to(name, onDelete));
      let last = await create(name, {});
      const first = last;
      for (let n = 0; n < 150; n++) last = await create(name, { to: last.id });
      await requestsOf(instance, anna)
        .patch(`/db/collections/${name}/${first.id}`, { data: { to: last.id } })
        .expect(200);
      const answer = await asOperator('delete', `collections/${name}`);
      expect(answer.body.data).toMatchObject({ deleted: true });
      expect([await count(name), links(name)]).toEqual([0, []]);
    },
  );

  it('keeps a collection, whole, to which others refer', async () => {
    await declare('held-by', to('held', 'restrict'));
    const held = await create('held', {});
    for (let n = 0; n < 3; n++) await create('held', {});
    const holder = await create('held-by', { to: held.id });
    const refused = await asOperator('delete', 'collections/held');
    expect([refused.status, refused.body.error.message]).toEqual([
      409,
      'Records refer to those of this collection: held-by.to',
    ]);
    expect(await count('held')).toBe(4);
    await remove(holder);
    const answer = await asOperator('delete', 'collections/held');
    expect(answer.body.data).toEqual({ deleted: true, records: 4 });
  });

  it('lets a user go with all records, unless those of others hold them', async () => {
    await declare('family', { access: 'members', ...to('family', 'restrict') });
    const user = await signUp(instance);
    const parent = await create('family', {}, user);
    const child = await create('family', { to: parent.id }, user);
    await requestsOf(instance, user)
      .patch(`/db/collections/family/${parent.id}`, { data: { to: child.id } })
      .expect(200);
    const other = await create('family', { to: child.id });
    const path = `users/${user.user.id}?records=delete`;
    expect((await asOperator('delete', path)).body.error).toMatchObject({ message: HELD });
    expect(await count('family')).toBe(3);
    await remove(other);
    expect((await asOperator('delete', path)).status).toBe(200);
    expect(await count('family')).toBe(0);
  });
});
