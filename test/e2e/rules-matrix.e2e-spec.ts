import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import type { RecordView } from '@appbase-pfe/types';
import { openStream } from '../support/events.js';
import {
  type OperatorHeaders,
  signInOperator,
  startTestInstance,
  type TestInstance,
  type TestUser,
} from '../support/instance.js';
import {
  type Actor,
  type Askers,
  EVERY_ACTOR,
  EVERY_PRESET,
  everybody,
  grantsOf,
  rightsOf,
} from '../support/matrix.js';
import { declareAccess, declareSearch, grant, requestsOf } from '../support/sharing.js';

/** Every path to records × every preset × everybody (security.md ASVS 8.2.1, 8.3.1). */
describe('The rules of records', () => {
  let instance: TestInstance;
  let operator: OperatorHeaders;
  let askers: Askers;

  beforeAll(async () => {
    instance = await startTestInstance();
    operator = await signInOperator(instance);
    askers = await everybody(instance, operator);
  });
  afterAll(() => instance.destroy());

  const failure = (code: string) => ({
    success: false,
    error: { code, message: expect.any(String), requestId: expect.any(String) },
  });

  const cases = EVERY_PRESET.flatMap((preset) =>
    EVERY_ACTOR.map((actor) => [preset, actor] as const),
  );

  describe.each(cases)('with the preset %s for the actor %s:', (preset, actor) => {
    const as = () => requestsOf(instance, askers[actor]);
    const { reads, writes, creates, identified } = rightsOf(preset, actor);
    let collection: string;
    let record: RecordView;
    let path: string;

    beforeAll(async () => {
      collection = `c-${preset}-${actor}`;
      const { owner } = askers as Record<Actor, TestUser>;
      await declareAccess(instance, 'collection', collection, 'shared');
      const list = `/db/collections/${collection}`;
      const made = await requestsOf(instance, owner).post(list, { data: { n: 1, tag: 'x' } });
      record = made.body.data as RecordView;
      path = `${list}/${record.id}`;
      await grant(instance, owner, path, grantsOf(askers));
      await declareAccess(instance, 'collection', collection, preset);
      await declareSearch(instance, collection, ['tag']);
    });

    /** What somebody without the right is told: nothing is told about what is hidden. */
    const refused = identified
      ? reads
        ? { status: 403, body: failure('FORBIDDEN') }
        : { status: 404, body: failure('NOT_FOUND') }
      : { status: 401, body: failure('INVALID_TOKEN') };
    const hidden = identified ? refused : { status: 401, body: failure('INVALID_TOKEN') };

    it('get', async () => {
      const answer = await as().get(path);
      const expected = reads ? { status: 200, body: { success: true, data: record } } : hidden;
      expect({ status: answer.status, body: answer.body }).toEqual(expected);
      expect(answer.headers['etag'] !== undefined).toBe(reads);
      if (identified && !reads) {
        const unknown = await as().get(`/db/collections/${collection}/no-such-record`);
        expect({ ...answer.body.error, requestId: '' }).toEqual({
          ...unknown.body.error,
          requestId: '',
        });
      }
    });

    it.each([
      '',
      '?total=true',
      '?sort=-data.n',
      '?sort=data.tag,-createdAt',
      '?search=x',
      '?search=x&sort=-data.n',
      `?search=X&filter=${encodeURIComponent('{"n":1}')}`,
      `?filter=${encodeURIComponent('{"n":1}')}`,
      `?filter=${encodeURIComponent('{"$or":[{"tag":"x"},{"n":1}]}')}&sort=data.n`,
    ])('list%s: the items and their number', async (query) => {
      const answer = await as().get(`/db/collections/${collection}${query}`);
      const data = reads ? { items: [record], total: 1 } : { items: [], total: 0 };
      const seen = { status: 200, body: { success: true, data } };
      const expected = reads || identified ? seen : hidden;
      expect({ status: answer.status, body: answer.body }).toEqual(expected);
    });

    it('change by PATCH, PUT and batch', async () => {
      const answers = [
        await as().patch(path, { data: { n: 2 } }),
        await as().put(path, { data: { n: 3 } }),
        await as().post('/db/batch', {
          operations: [{ op: 'patch', collection, id: record.id, data: { n: 4 } }],
        }),
      ];
      if (writes) {
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
        expect(answers[0]!.body.data).toMatchObject({
          ...record,
          data: { n: 2, tag: 'x' },
          updatedAt: expect.any(String),
        });
        expect(answers[2]!.body.data.results[0]).toMatchObject({ data: { n: 4 } });
      } else {
        const [patch, put, batch] = answers.map(({ status, body }) => ({ status, body }));
        expect([patch, put]).toEqual([refused, refused]);
        expect(batch).toMatchObject({ status: refused.status });
        expect(batch!.body.error.code).toBe(refused.body.error.code);
      }
      const stored = await requestsOf(instance, askers.owner).get(path);
      if (preset !== 'none') expect(stored.body.data.data.n).toBe(writes ? 4 : 1);
    });

    it('If-Match tells nothing about what is hidden', async () => {
      const answer = await as()
        .patch(path, { data: { n: 9 } })
        .set('if-match', '"999"');
      expect(answer.status).toBe(writes ? 412 : refused.status);
    });

    it('grants', async () => {
      const answer = await as().get(`${path}/grants`);
      const granted = preset === 'shared' || preset === 'members' || preset === 'public';
      expect(answer.status).toBe(writes ? (granted ? 200 : 409) : refused.status);
      const grants = grantsOf(askers);
      if (writes && granted) expect(answer.body.data).toEqual(grants);
      const put = await as().put(`${path}/grants`, grants);
      expect(put.status).toBe(answer.status);
    });

    it('events and their replay', async () => {
      const url = `${instance.url}/db/collections/${collection}/subscribe`;
      const stream = await openStream(url, as().headers);
      if (!identified && !reads) {
        expect(stream.status).toBe(401);
        return;
      }
      expect(stream.status).toBe(200);
      const from = stream.blocks.find(({ id }) => id !== undefined)!.id!;
      if (preset === 'none' || preset === 'open') {
        stream.close();
        return;
      }
      const owner = requestsOf(instance, askers.owner);
      const touched = (await owner.patch(path, { data: { touched: actor } })).body
        .data as RecordView;
      const expected: unknown[] = reads ? [{ type: 'updated', collection, record: touched }] : [];
      if (creates) {
        const own = await as().post(`/db/collections/${collection}`, { data: { marker: true } });
        expected.push({ type: 'created', collection, record: own.body.data });
      }
      expect(await stream.events(expected.length)).toEqual(expected);
      stream.close();
      const replayed = await openStream(url, { ...as().headers, 'last-event-id': from });
      expect(await replayed.events(expected.length)).toEqual(expected);
      replayed.close();
    });

    it('create', async () => {
      const answer = await as().post(`/db/collections/${collection}`, { data: { mine: true } });
      if (creates) {
        const { user } = askers[actor] as TestUser;
        expect(answer.status).toBe(201);
        expect(answer.body.data).toMatchObject({ ownerId: user.id, data: { mine: true } });
      } else {
        const code = identified ? 'FORBIDDEN' : 'INVALID_TOKEN';
        expect({ status: answer.status, body: answer.body }).toEqual({
          status: identified ? 403 : 401,
          body: failure(code),
        });
      }
    });

    it('delete', async () => {
      const answer = await as().delete(path);
      const expected = writes
        ? { status: 200, body: { success: true, data: { deleted: true } } }
        : refused;
      expect({ status: answer.status, body: answer.body }).toEqual(expected);
    });
  });

  it.each(EVERY_PRESET)('do not bind operators with the preset %s', async (preset) => {
    const collection = `operators-${preset}`;
    const { owner } = askers as Record<Actor, TestUser>;
    const made = await requestsOf(instance, owner).post(`/db/collections/${collection}`, {
      data: { n: 1 },
    });
    await declareAccess(instance, 'collection', collection, preset);
    const path = `/admin/collections/${collection}/records`;
    const http = supertest(instance.url);
    const list = await http.get(path).set(operator);
    expect(list.body.data).toEqual({ items: [made.body.data], total: 1 });
    const one = `${path}/${made.body.data.id}`;
    expect((await http.get(one).set(operator)).body.data).toEqual(made.body.data);
    const changed = await http
      .patch(one)
      .set(operator)
      .send({ data: { n: 2 } });
    expect([changed.status, changed.body.data.data]).toEqual([200, { n: 2 }]);
    expect((await http.delete(one).set(operator)).body.data).toEqual({ deleted: true });
    // An operator's session is no user's token.
    const asUser = await http
      .get(`/db/collections/${collection}`)
      .set(operator)
      .set('x-api-key', instance.apiKey);
    expect(asUser.status).toBe(preset === 'public' ? 200 : 401);
  });
});
