import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import type { RecordView } from '@appbase-pfe/types';
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

const MINE = { $in: { $user: 'groups' } };

/** A rule that lets in who fulfils it, and data that must not, though it comes near. */
const DENIED: [string, object, string][] = [
  ['an empty list of groups', { ward: MINE }, '{"ward":"ward-a"}'],
  ['an empty list of groups, negated', { $not: { ward: MINE } }, '{"ward":"ward-a"}'],
  ['not in an empty list', { ward: { $nin: { $user: 'groups' } } }, '{"ward":"ward-a"}'],
  ['a missing field', { ward: { $ne: 'z' } }, '{}'],
  ['a missing field, negated', { $not: { ward: 'z' } }, '{}'],
  ['a missing field, not in', { ward: { $nin: ['z'] } }, '{}'],
  ['a missing object', { $not: { 'a.b.c': 'z' } }, '{"a":{}}'],
  ['a field of a list', { $not: { 'a.0': 'z' } }, '{"a":["y"]}'],
  ['null', { ward: { $ne: 'z' } }, '{"ward":null}'],
  ['null, negated', { $not: { ward: { $in: ['z'] } } }, '{"ward":null}'],
  ['null and smaller', { n: { $lt: 5 } }, '{"n":null}'],
  ['an empty text', { mail: { $user: 'email' } }, '{"mail":""}'],
  ['a text of spaces', { $not: { level: { $gt: 3 } } }, '{"level":" "}'],
  ['what is no number', { $not: { n: { $gt: 3 } } }, '{"n":1e999}'],
  ['the name of what is no number', { $not: { n: { $gt: 3 } } }, '{"n":"NaN"}'],
  ['a number as text', { $not: { level: { $gt: 3 } } }, '{"level":"2"}'],
  ['a text as number', { $not: { level: { $gt: 'a' } } }, '{"level":5}'],
  ['true for one', { flag: { $in: [1, 'true'] } }, '{"flag":true}'],
  ['a list for a text', { $not: { ward: 'z' } }, '{"ward":[]}'],
  ['a list with the text', { ward: 'ward-a' }, '{"ward":["ward-a"]}'],
  ['the id in a list', { owner: { $user: 'id' } }, '{"owner":["{id}"]}'],
  ['the id in an object', { owner: { $user: 'id' } }, '{"owner":{"id":"{id}"}}'],
  ['the condition as data', { owner: { $user: 'id' } }, '{"owner":{"$user":"id"}}'],
  ['an operator as data', { ward: { $ne: 'z' } }, '{"ward":{"$ne":"z"}}'],
  ['an object that is equal to all', { $not: { ward: 'z' } }, '{"ward":{}}'],
  ['what every object has', { $not: { constructor: 'z' } }, '{}'],
];

/** What is no rule. Said of `read`, which was closed before and stays closed. */
const REFUSED: string[] = [
  'null',
  '1',
  '"true"',
  '"owner"',
  '[]',
  '[true]',
  '{}',
  '{"a":1e999}',
  '{"a":{"$in":[]}}',
  '{"a":{"$nin":[]}}',
  '{"a":{"$in":"text"}}',
  '{"a":{"$in":null}}',
  '{"a":{"$in":{}}}',
  '{"a":{"$in":{"$user":"id"}}}',
  '{"a":{"$in":[{"$user":"groups"}]}}',
  '{"a":{"$user":"groups"}}',
  '{"a":{"$user":"customIdentity"}}',
  '{"a":{"$user":["id"]}}',
  '{"a":{"$user":null}}',
  '{"a":{"$now":0}}',
  '{"a":{"$now":"7 days"}}',
  '{"a":{"$gt":null}}',
  '{"a":{"$gt":[1]}}',
  '{"a":{"$lt":{}}}',
  '{"a":{"$ne":{"$ne":1}}}',
  '{"a":{"$exists":"true"}}',
  '{"a":{"$exists":1}}',
  '{"a":{"$contains":""}}',
  '{"a":{"$contains":[]}}',
  '{"a":{"$startsWith":""}}',
  '{"a":{"$startsWith":5}}',
  '{"a":{"$regex":".*"}}',
  '{"a":{"$eq":1,"b":2}}',
  '{"a":{"b\\u0000":1}}',
  '{"$or":[]}',
  '{"$and":[]}',
  '{"$or":{}}',
  '{"$or":[null]}',
  '{"$or":[true]}',
  '{"$not":[]}',
  '{"$not":null}',
  '{"$not":{}}',
  '{"$ownerId":5}',
  '{"$ownerId":null}',
  '{"$ownerId":{"$in":[]}}',
  '{"$createdAt":5}',
  '{"$createdAt":"now"}',
  '{"$createdAt":{"$user":"id"}}',
  '{"$granted":true}',
  '{"$granted":["read"]}',
  '{"$granted":"owner"}',
  '{"$public":false}',
  '{"$public":"true"}',
  '{"$public":1}',
  '{"$user":"id"}',
  '{"$where":"1"}',
  '{"":1}',
  '{"a..b":1}',
  '{"__proto__":{"a":1}}',
];

/** Values in rules and in data that a rule must not take for what they are not. */
describe('Values in rules (security.md 4.2 rows 1 and 29)', () => {
  let instance: TestInstance;
  let operator: OperatorHeaders;
  let ann: TestUser;
  let eve: TestUser;
  let serial = 0;

  beforeAll(async () => {
    instance = await startTestInstance();
    operator = await signInOperator(instance);
    [ann, eve] = await Promise.all([signUp(instance), signUp(instance)]);
  });
  afterAll(() => instance.destroy());

  const declare = (path: string, body: string) =>
    supertest(instance.url)
      .put(`/admin/${path}`)
      .set(operator)
      .set('content-type', 'application/json')
      .send(body);
  const by = (user: TestUser) => requestsOf(instance, user);
  const bodyOf = (status: number, code: string) => [status, code];

  it.each(DENIED)('deny for %s, on every path', async (_name, rule, data) => {
    const name = `denied-${++serial}`;
    const refs = `refs-${serial}`;
    const settings = { search: ['text'], history: true };
    const access = { read: rule, create: true, update: rule, delete: rule, check: true };
    await declare(`collections/${name}`, JSON.stringify({ access, ...settings })).expect(200);
    const relations = { to: { collection: name } };
    await declare(`collections/${refs}`, JSON.stringify({ access: 'open', relations })).expect(200);
    await instance.server.app.get(Builder, { strict: false }).idle();
    const list = `/db/collections/${name}`;
    const stream = await openStream(`${instance.url}${list}/subscribe`, eve.headers);
    const filtered = `${instance.url}${list}/subscribe?filter=${encodeURIComponent('{"text":"needle"}')}`;
    const ofFilter = await openStream(filtered, eve.headers);
    const from = stream.blocks.find(({ id }) => id !== undefined)!.id!;

    const text = data.replaceAll('{id}', eve.user.id).replace(/\}$/, ',"text":"needle"}');
    const made = await by(ann)
      .post(list)
      .set('content-type', 'application/json')
      .send(`{"data":${text.replace('{,', '{')}}` as never);
    expect(made.status).toBe(201);
    const { id } = made.body.data as RecordView;
    const admin = `/admin/collections/${name}/records/${id}`;
    const changed = await supertest(instance.url)
      .patch(admin)
      .set(operator)
      .send({ data: { more: 1 } });
    expect(changed.status).toBe(200);
    const ref = await supertest(instance.url)
      .post(`/admin/collections/${refs}/records`)
      .set(operator)
      .send({ data: { to: id } });

    const asked = [
      await by(eve).get(`${list}/${id}`),
      await by(eve).patch(`${list}/${id}`, { data: { x: 1 } }),
      await by(eve).put(`${list}/${id}`, { data: { x: 1 } }),
      await by(eve).delete(`${list}/${id}`),
      await by(eve).get(`${list}/${id}/history`),
      await by(eve).get(`${list}/${id}/history/1`),
      await by(eve).post(`${list}/${id}/history/1/restore`),
    ];
    expect(asked.map(({ status, body }) => [status, body.error.code])).toEqual(
      asked.map(() => bodyOf(404, 'NOT_FOUND')),
    );
    for (const query of ['', '?search=needle', '?sort=-data.ward', '?filter={"text":"needle"}']) {
      const page = await by(eve).get(list + query);
      expect([page.status, page.body.data]).toEqual([200, { items: [], total: 0 }]);
    }
    const sums = await by(eve).post(`${list}/aggregate`, { measures: { n: { $count: true } } });
    expect(sums.body.data).toEqual({ groups: [{ key: {}, values: { n: 0 } }] });
    const expanded = await by(eve).get(`/db/collections/${refs}/${ref.body.data.id}?expand=to`);
    expect(expanded.body.data.expanded).toEqual({});
    const referred = await by(eve).post(`/db/collections/${refs}`, { data: { to: id } });
    expect(bodyOf(referred.status, referred.body.error.code)).toEqual([400, 'VALIDATION_ERROR']);
    const guest = await requestsOf(instance, 'guest').get(`${list}/${id}`);
    expect(bodyOf(guest.status, guest.body.error.code)).toEqual([401, 'INVALID_TOKEN']);

    // What comes after it on the streams is what everybody may see.
    const open = { read: true, create: true };
    await declare(`collections/${name}`, JSON.stringify({ access: open, ...settings })).expect(200);
    for (const one of [stream, ofFilter]) {
      expect(await one.events(1)).toEqual([{ type: 'reset' }]);
      one.close();
    }
    const replayed = await openStream(`${instance.url}${list}/subscribe`, {
      ...eve.headers,
      'last-event-id': from,
    });
    expect(await replayed.events(1)).toEqual([{ type: 'reset' }]);
    replayed.close();
  });

  it.each(REFUSED)('refuse %s as a rule, and leave the one that was', async (rule) => {
    const kinds = ['collections', 'buckets'] as const;
    const name = `refused-${++serial}`;
    for (const kind of kinds) {
      await declare(`${kind}/${name}`, '{"access":"none"}').expect(200);
      for (const action of ['read', 'update', 'check']) {
        const answer = await declare(`${kind}/${name}`, `{"access":{"${action}":${rule}}}`);
        expect([answer.status, answer.body.error?.code]).toEqual([400, 'VALIDATION_ERROR']);
      }
      const kept = await supertest(instance.url).get(`/admin/${kind}/${name}`).set(operator);
      expect(kept.body.data.access).toBe('none');
    }
    const list = await by(eve).get(`/db/collections/${name}`);
    expect(list.body.data).toEqual({ items: [], total: 0 });
  });

  it('are never hidden in a name that SQLite ends at U+0000', async () => {
    const access = { create: { approved: { $exists: false } }, read: { approved: true } };
    await declare('collections/posts', JSON.stringify({ access })).expect(200);
    const [plain, name] = ['approved\\u0000', 'approved\u0000'];
    // The text of an escape is a name like any other, and so is the character in a text.
    const made = await by(ann).post('/db/collections/own', { data: { [plain]: name } });
    expect([made.status, made.body.data.data]).toEqual([201, { [plain]: name }]);

    const { id } = made.body.data as RecordView;
    const operations = [{ op: 'create', collection: 'posts', data: { [name]: true } }];
    const answers = [
      await by(ann).post('/db/collections/posts', { data: { [name]: true } }),
      await by(ann).put(`/db/collections/own/${id}`, { data: { [name]: true } }),
      await by(ann).patch(`/db/collections/own/${id}`, { data: { a: [{ [name]: true }] } }),
      await by(ann).post('/db/batch', { operations }),
      await supertest(instance.url)
        .post('/admin/collections/posts/records')
        .set(operator)
        .send({ data: { [name]: true } }),
    ];
    expect(answers.map(({ status, body }) => bodyOf(status, body.error.code))).toEqual(
      answers.map(() => bodyOf(400, 'VALIDATION_ERROR')),
    );
    const seen = await by(eve).get('/db/collections/posts');
    expect(seen.body.data).toEqual({ items: [], total: 0 });
  });

  it.each([
    '5',
    'true',
    '[]',
    '["owner"]',
    '"OWNER"',
    '"everybody"',
    '{"reed":true}',
    '{"read":true,"read ":true}',
  ])('refuse %s as access', async (access) => {
    for (const kind of ['collections', 'buckets']) {
      const answer = await declare(`${kind}/no-access`, `{"access":${access}}`);
      expect([answer.status, answer.body.error?.code]).toEqual([400, 'VALIDATION_ERROR']);
    }
  });
});
