import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import {
  signInOperator,
  signUp,
  startTestInstance,
  type OperatorHeaders,
  type TestInstance,
  type TestUser,
} from '../support/instance.js';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

describe('typed collections', () => {
  let instance: TestInstance;
  let anna: TestUser;
  let ben: TestUser;
  let operator: OperatorHeaders;

  beforeAll(async () => {
    instance = await startTestInstance();
    anna = await signUp(instance);
    ben = await signUp(instance);
    operator = await signInOperator(instance);
  });
  afterAll(() => instance.destroy());

  const call = (method: Method, path: string, body?: object, headers: object = anna.headers) => {
    const request = supertest(instance.url)
      [method](path)
      .set(headers as Record<string, string>);
    return body === undefined ? request : request.send(body);
  };
  const declare = (collection: string, settings: object, query = '') =>
    call('put', `/admin/collections/${collection}${query}`, settings, operator);
  const create = async (collection: string, data: object, user = anna) => {
    const answer = await call('post', `/db/collections/${collection}`, { data }, user.headers);
    expect(answer.body).toMatchObject({ success: true });
    return answer.body.data as { id: string; data: object };
  };

  describe('schema', () => {
    const schema = {
      type: 'object',
      properties: {
        name: { type: 'string', minLength: 1, pattern: '^(a+)+$' },
        age: { type: 'integer' },
        mail: { type: 'string', format: 'email' },
      },
      required: ['name'],
      additionalProperties: false,
    };

    it('answers a bad write with path and reason of each, on every way to write', async () => {
      expect((await declare('people', { schema })).status).toBe(200);
      const bad = { age: 1.5, mail: 'nowhere', 'x/y': 1 };
      const answer = await call('post', '/db/collections/people', { data: bad });
      expect(answer.status).toBe(400);
      expect(answer.body.error.details).toEqual(
        expect.arrayContaining([
          { path: 'data.name', reason: "must have required property 'name'" },
          { path: 'data.age', reason: 'must be integer' },
          { path: 'data.mail', reason: 'must match format "email"' },
          { path: 'data.x/y', reason: 'is not a field of this collection' },
        ]),
      );
      const { id } = await create('people', { name: 'aaa' });
      const path = `/db/collections/people/${id}`;
      expect((await call('put', path, { data: {} })).status).toBe(400);
      expect((await call('patch', path, { data: { name: null } })).status).toBe(400);
      const batch = await call('post', '/db/batch', {
        operations: [{ op: 'create', collection: 'people', data: { name: 1 } }],
      });
      expect([batch.status, batch.body.error.details.index]).toEqual([400, 0]);
      const admin = await call('post', '/admin/collections/people/records', { data: {} }, operator);
      expect(admin.status).toBe(400);
      expect((await call('get', path)).body.data.data).toEqual({ name: 'aaa' });
    });

    it('runs patterns in linear time (row 16)', async () => {
      const name = `${'a'.repeat(50_000)}!`;
      const answer = await call('post', '/db/collections/people', { data: { name } });
      expect(answer.status).toBe(400);
    });

    it.each([
      [{ type: 'nonsense' }],
      [{ $ref: 'https://example.org/schema' }],
      [{ pattern: '(' }],
      [{ properties: { a: { pattern: '(?=a)' } } }],
      [{ $async: true }],
    ])('refuses %j as a schema', async (broken) => {
      const answer = await declare('broken', { schema: broken });
      expect([answer.status, answer.body.error?.code]).toEqual([400, 'VALIDATION_ERROR']);
    });

    it('reports which stored records break a new one, tries, refuses or keeps', async () => {
      const { id } = await create('grown', { n: 'text' });
      await create('grown', { n: 1 });
      const numbers = { schema: { properties: { n: { type: 'number' } } } };
      const report = {
        checked: 2,
        broken: 1,
        examples: [{ id, issues: [{ path: 'data.n', reason: 'must be number' }] }],
      };
      const tried = await declare('grown', numbers, '?dryRun=true');
      expect(tried.body.data).toEqual({
        name: 'grown',
        records: 2,
        access: 'owner',
        ...numbers,
        report,
      });
      await create('grown', { n: 'still free' });
      const refused = await declare('grown', numbers, '?existing=refuse');
      expect([refused.status, refused.body.error.code]).toEqual([409, 'CONFLICT']);
      expect(refused.body.error.details).toMatchObject({ checked: 3, broken: 2 });
      expect((await declare('grown', numbers)).body.data.report).toMatchObject({ broken: 2 });
      const answer = await call('post', '/db/collections/grown', { data: { n: 'x' } });
      expect(answer.status).toBe(400);
    });
  });

  describe('history', () => {
    it('keeps every version with who and when, for readers; updaters restore', async () => {
      await declare('kept', { history: true, access: 'members' });
      const { id } = await create('kept', { n: 1 });
      const path = `/db/collections/kept/${id}`;
      await call('patch', path, { data: { n: 2 } });
      await call('put', `/admin/collections/kept/records/${id}`, { data: { n: 3 } }, operator);
      const list = await call('get', `${path}/history`, undefined, ben.headers);
      const at = expect.stringMatching(/Z$/);
      const hers = `user:${anna.user.id}`;
      expect(list.body.data).toEqual({
        items: [
          { version: 3, at, actor: 'operator' },
          { version: 2, at, actor: hers },
          { version: 1, at, actor: hers },
        ],
        total: 3,
      });
      const third = await call('get', `${path}/history/3`, undefined, ben.headers);
      expect(third.body.data.actor).toBe('operator');
      const admin = `/admin/collections/kept/records/${id}/history`;
      const whole = await call('get', admin, undefined, operator);
      expect(whole.body.data.items[0].actor).toBe('operator:owner@example.org');
      const first = await call('get', `${path}/history/1`);
      expect(first.body.data).toEqual({ version: 1, at, actor: hers, data: { n: 1 } });
      expect((await call('get', `${path}/history/9`)).status).toBe(404);
      const his = await call('post', `${path}/history/1/restore`, undefined, ben.headers);
      expect(his.status).toBe(403);
      const restored = await call('post', `${path}/history/1/restore`);
      expect([restored.status, restored.headers['etag']]).toEqual([200, '"4"']);
      expect(restored.body.data.data).toEqual({ n: 1 });
      await call('delete', path);
      expect((await call('get', `${path}/history`)).status).toBe(404);
    });

    it('shows no versions of what may not be read', async () => {
      await declare('own', { history: true });
      const { id } = await create('own', { secret: 1 });
      for (const end of ['', '/1']) {
        const path = `/db/collections/own/${id}/history${end}`;
        expect((await call('get', path, undefined, ben.headers)).status).toBe(404);
        const admin = `/admin/collections/own/records/${id}/history${end}`;
        expect((await call('get', admin, undefined, operator)).status).toBe(200);
      }
    });
  });

  describe('aggregates', () => {
    const run = (body: object, user = anna) =>
      call('post', '/db/collections/sums/aggregate', body, user.headers);

    beforeAll(async () => {
      const rows = [
        { ward: 'a', n: 1 },
        { ward: 'a', n: 2.5 },
        { ward: 'b', n: 'text' },
        { ward: true, n: 7 },
        { ward: 1, n: 8 },
        { n: true },
      ];
      for (const row of rows) await create('sums', row);
      await create('sums', { ward: 'a', n: 1000 }, ben);
    });

    it('counts and measures by group, over what the caller may read only (row 3)', async () => {
      const answer = await run({
        groupBy: 'ward',
        measures: { n: { $count: true }, sum: { $sum: 'n' }, max: { $max: 'n' } },
      });
      const groups = [...answer.body.data.groups].sort((a, b) => a.values.sum - b.values.sum);
      expect(groups).toEqual(
        expect.arrayContaining([
          { key: { ward: null }, values: { n: 1, sum: 0, max: null } },
          { key: { ward: 'b' }, values: { n: 1, sum: 0, max: 'text' } },
          { key: { ward: 'a' }, values: { n: 2, sum: 3.5, max: 2.5 } },
          { key: { ward: true }, values: { n: 1, sum: 7, max: 7 } },
          { key: { ward: 1 }, values: { n: 1, sum: 8, max: 8 } },
        ]),
      );
      expect(groups).toHaveLength(5);
      const all = await run({
        filter: { ward: 'a' },
        measures: { avg: { $avg: 'n' }, min: { $min: '$createdAt' } },
      });
      expect(all.body.data.groups).toEqual([
        { key: {}, values: { avg: 1.75, min: expect.any(Number) } },
      ]);
    });

    it.each([
      [{ measures: {} }],
      [{ measures: { n: { $median: 'n' } } }],
      [{ measures: { 'a b': { $count: true } } }],
      [{ measures: { n: { $sum: 'a..b' } } }],
      [{ measures: { n: { $count: true } }, groupBy: '$version' }],
      [{ measures: { n: { $count: true } }, filter: { $where: 1 } }],
      [{ measures: { n: { $count: true } }, unknown: 1 }],
    ])('refuses %j', async (body) => {
      const answer = await run(body);
      expect([answer.status, answer.body.error?.code]).toEqual([400, 'VALIDATION_ERROR']);
    });
  });
});
