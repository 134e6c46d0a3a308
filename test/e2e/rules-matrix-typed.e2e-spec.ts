import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import type { AccessPreset, RecordView } from '@appbase-pfe/types';
import { Builder } from '../../src/records/upkeep/builder.js';
import { openStream } from '../support/events.js';
import {
  type OperatorHeaders,
  signInOperator,
  startTestInstance,
  type TestInstance,
  type TestUser,
} from '../support/instance.js';
import {
  type Askers,
  EVERY_ACTOR,
  EVERY_PRESET,
  everybody,
  grantsOf,
  rightsOf,
} from '../support/matrix.js';
import { declareAccess, grant, requestsOf } from '../support/sharing.js';

const NOWHERE = '01900000-0000-7000-8000-000000000000';
const CODE = 'hidden-code';

/** What is declared of every collection of the matrix: all that could tell of a hidden record. */
const TYPED = {
  history: true,
  search: ['text'],
  unique: [{ fields: ['code'], scope: 'collection' }, ['tag']],
  indexes: [{ fields: ['tag'] }],
};

/**
 * The paths of typed collections × every preset × everybody: whole answers (security.md ASVS 8.2.1,
 * 8.3.1; list 4.2 rows 3 and 4). What is hidden is told by no count, total, sort, cursor, relation,
 * search, sum, version, event, ETag or status.
 */
describe('The rules of typed collections', () => {
  let instance: TestInstance;
  let operator: OperatorHeaders;
  let askers: Askers;

  beforeAll(async () => {
    instance = await startTestInstance();
    operator = await signInOperator(instance);
    askers = await everybody(instance, operator);
  });
  afterAll(() => instance.destroy());

  const asOperator = (
    method: 'get' | 'put' | 'post' | 'patch' | 'delete',
    path: string,
    body?: object,
  ) => supertest(instance.url)[method](`/admin/${path}`).set(operator).send(body);
  const owner = () => requestsOf(instance, askers.owner);
  const seenOf = ({ status, body }: { status: number; body: object }) => ({ status, body });
  const ok = (data: unknown) => ({ status: 200, body: { success: true, data } });
  const failure = (status: number, code: string, more: object = {}) => ({
    status,
    body: {
      success: false,
      error: { code, message: expect.any(String), requestId: expect.any(String), ...more },
    },
  });

  interface Case {
    collection: string;
    refs: string;
    record: RecordView;
    /** A record that everybody sees, and that refers to the one the case is about. */
    ref: RecordView;
    /** One that refers to nothing that is there. */
    lost: RecordView;
  }

  /** One record, at its second version, in a collection of its own; and what refers to it. */
  const prepare = async (name: string, preset: AccessPreset): Promise<Case> => {
    const collection = `t-${name}`;
    const refs = `r-${name}`;
    await asOperator('put', `collections/${collection}`, { ...TYPED, access: 'shared' }).expect(
      200,
    );
    await instance.server.app.get(Builder, { strict: false }).idle();
    const made = await owner().post(`/db/collections/${collection}`, {
      data: { n: 1, tag: 'x', code: CODE, text: 'needle in here' },
    });
    const { id } = made.body.data as RecordView;
    const path = `/db/collections/${collection}/${id}`;
    const record = (await owner().patch(path, { data: { n: 2 } })).body.data as RecordView;
    await grant(instance, askers.owner as TestUser, path, grantsOf(askers));
    const refer = async (to: string) =>
      (await owner().post(`/db/collections/${refs}`, { data: { to } })).body.data as RecordView;
    const lost = await refer(NOWHERE);
    await asOperator('put', `collections/${refs}`, {
      access: 'public',
      relations: { to: { collection } },
    }).expect(200);
    const ref = await refer(id);
    await declareAccess(instance, 'collection', collection, preset);
    return { collection, refs, record, ref, lost };
  };

  const cases = EVERY_PRESET.flatMap((preset) =>
    EVERY_ACTOR.map((actor) => [preset, actor] as const),
  );

  describe.each(cases)('with the preset %s for the actor %s:', (preset, actor) => {
    const { reads, writes, creates, identified } = rightsOf(preset, actor);
    const as = () => requestsOf(instance, askers[actor]);
    const unknownUser = failure(401, 'INVALID_TOKEN');
    const hidden = identified ? failure(404, 'NOT_FOUND') : unknownUser;
    /** Whether the read rule is asked at all: a guest and a banned user are sent to sign in. */
    const enters = identified || reads;
    let the: Case;
    let list: string;
    let path: string;

    beforeAll(async () => {
      the = await prepare(`${preset}-${actor}`, preset);
      list = `/db/collections/${the.collection}`;
      path = `${list}/${the.record.id}`;
    });

    it('expand, on get and list', async () => {
      const { record, ref, lost, refs } = the;
      const of = `/db/collections/${refs}`;
      const one = await as().get(`${of}/${ref.id}?expand=to`);
      const none = await as().get(`${of}/${lost.id}?expand=to`);
      if (actor === 'banned') {
        expect([seenOf(one), seenOf(none)]).toEqual([unknownUser, unknownUser]);
        return;
      }
      const whole = { ...ref, expanded: reads ? { to: record } : {} };
      expect(seenOf(one)).toEqual(ok(whole));
      expect(seenOf(none)).toEqual(ok({ ...lost, expanded: {} }));
      // The tag tells no more than the answer.
      expect(one.headers['etag'] === none.headers['etag']).toBe(!reads);
      const all = await as().get(`${of}?expand=to&sort=-createdAt`);
      expect(seenOf(all)).toEqual(ok({ items: [whole, { ...lost, expanded: {} }], total: 2 }));
    });

    it('aggregates, with and without groups, and asked with what is hidden', async () => {
      const measures = { n: { $count: true }, sum: { $sum: 'n' }, max: { $max: 'text' } };
      const ask = async (body: object) =>
        seenOf(await as().post(`${list}/aggregate`, { measures, ...body }));
      const text = 'needle in here';
      const all = reads ? { n: 1, sum: 2, max: text } : { n: 0, sum: 0, max: null };
      const whole = enters ? ok({ groups: [{ key: {}, values: all }] }) : unknownUser;
      expect(await ask({})).toEqual(whole);
      expect(await ask({ filter: { code: CODE } })).toEqual(whole);
      expect(await ask({ filter: { code: { $startsWith: 'hid' } } })).toEqual(whole);
      const groups = reads ? [{ key: { tag: 'x' }, values: all }] : [];
      expect(await ask({ groupBy: 'tag' })).toEqual(enters ? ok({ groups }) : unknownUser);
    });

    it('search, ranked or sorted, with its total', async () => {
      for (const query of ['search=needle', 'search=need&sort=-data.n', 'search=needle here']) {
        const answer = seenOf(await as().get(`${list}?${query}`));
        const data = reads ? { items: [the.record], total: 1 } : { items: [], total: 0 };
        expect(answer).toEqual(enters ? ok(data) : unknownUser);
      }
      const nothing = seenOf(await as().get(`${list}?search=nowhere`));
      expect(nothing).toEqual(enters ? ok({ items: [], total: 0 }) : unknownUser);
    });

    it('pages: by cursor, by offset, without a total, in parts, through an index', async () => {
      // A cursor that was given to somebody who sees more: it ends right before the record.
      const admin = `collections/${the.collection}/records`;
      const before = await asOperator('post', admin, { data: { n: 9, code: 'before' } });
      const page = (await asOperator('get', `${admin}?limit=1&sort=-data.n`)).body.data;
      expect(page.items).toEqual([before.body.data]);
      const cursor = page.nextCursor as string;
      await asOperator('delete', `${admin}/${before.body.data.id}`).expect(200);
      const items = reads ? [the.record] : [];
      const ask = async (query: string) => seenOf(await as().get(`${list}?${query}`));
      const whole = (data: object) => (enters ? ok(data) : unknownUser);
      expect(await ask(`sort=-data.n&limit=1&cursor=${cursor}&total=false`)).toEqual(
        whole({ items }),
      );
      expect(await ask('limit=1&offset=0')).toEqual(whole({ items, total: items.length }));
      expect(await ask('offset=1')).toEqual(whole({ items: [], total: items.length }));
      expect(await ask('fields=code&total=false')).toEqual(
        whole({ items: items.map((one) => ({ id: one.id, data: { code: CODE } })) }),
      );
      const filter = encodeURIComponent('{"tag":"x"}');
      expect(await ask(`filter=${filter}`)).toEqual(whole({ items, total: items.length }));
    });

    it('history: the list, one version, one that is not', async () => {
      const at = expect.any(String);
      const by = `user:${(askers.owner as TestUser).user.id}`;
      const versions = [
        { version: 2, at, actor: by },
        { version: 1, at, actor: by },
      ];
      const unknown = seenOf(await as().get(`${list}/${NOWHERE}/history`));
      const all = seenOf(await as().get(`${path}/history`));
      expect(all).toEqual(reads ? ok({ items: versions, total: 2 }) : hidden);
      const one = seenOf(await as().get(`${path}/history/1`));
      const data = { n: 1, tag: 'x', code: CODE, text: 'needle in here' };
      expect(one).toEqual(reads ? ok({ ...versions[1], data }) : hidden);
      const none = seenOf(await as().get(`${path}/history/9`));
      expect(none).toEqual(reads ? failure(404, 'NOT_FOUND') : hidden);
      if (reads) return;
      // As if there were no such record, whatever the version.
      const bare = ({ body }: { body: object }) => ({
        ...(body as { error: object }).error,
        requestId: '',
      });
      for (const answer of [all, one, none]) expect(bare(answer)).toEqual(bare(unknown));
    });

    it('ETags and conditions', async () => {
      const tags = ['"2"', '"1"', '*'];
      for (const tag of tags) {
        const answer = await as().get(path).set('if-none-match', tag);
        expect(seenOf(answer)).toEqual(reads ? ok(the.record) : hidden);
        expect(answer.headers['etag']).toBe(reads ? '"2"' : undefined);
      }
      const refused = !identified
        ? unknownUser
        : reads
          ? failure(403, 'FORBIDDEN')
          : failure(404, 'NOT_FOUND');
      const stale = writes ? failure(412, 'PRECONDITION_FAILED') : refused;
      const data = { data: { n: 7 } };
      const answers = [
        await as().put(path, data).set('if-match', '"1"'),
        await as().patch(path, data).set('if-match', '"1"'),
        await as().delete(path).set('if-match', '"1"'),
        await as().post(`${path}/history/1/restore`).set('if-match', '"1"'),
      ];
      expect(answers.map(seenOf)).toEqual([stale, stale, stale, stale]);
      expect(answers.map(({ headers }) => headers['etag'])).toEqual(Array(4).fill(undefined));
      if (!writes) {
        const right = await as().patch(path, data).set('if-match', '"2"');
        expect(seenOf(right)).toEqual(refused);
      }
      expect(
        (await asOperator('get', `collections/${the.collection}/records/${the.record.id}`)).body
          .data,
      ).toEqual(the.record);
    });

    it('the check of a relation', async () => {
      const refer = (to: string) => as().post(`/db/collections/${the.refs}`, { data: { to } });
      const [answer, unknown] = [await refer(the.record.id), await refer(NOWHERE)];
      if (!identified) {
        expect([seenOf(answer), seenOf(unknown)]).toEqual([unknownUser, unknownUser]);
        return;
      }
      const details = [{ path: 'data.to', reason: `is no record of ${the.collection}` }];
      const none = failure(400, 'VALIDATION_ERROR', { details });
      expect(seenOf(unknown)).toEqual(none);
      if (reads) expect(answer.status).toBe(201);
      else expect(seenOf(answer)).toEqual(none);
    });

    it('unique fields', async () => {
      const make = (data: object) => as().post(list, { data });
      const [own, whole] = [await make({ tag: 'x' }), await make({ code: CODE })];
      if (!creates) {
        // Whoever may not create learns of no double.
        const refused = identified ? failure(403, 'FORBIDDEN') : unknownUser;
        expect([seenOf(own), seenOf(whole)]).toEqual([refused, refused]);
        return;
      }
      // Of the doubles of an owner only the owner learns.
      const conflict = (fields: string[]) => failure(409, 'CONFLICT', { details: { fields } });
      if (actor === 'owner') expect(seenOf(own)).toEqual(conflict(['tag']));
      else expect(own.status).toBe(201);
      // Those of the collection are for everybody to know: the fields, and nothing of the record.
      expect(seenOf(whole)).toEqual(conflict(['code']));
    });

    it('events under a filter, and their replay', async () => {
      const filter = encodeURIComponent(JSON.stringify({ code: { $in: [CODE, 'shown'] } }));
      const url = `${instance.url}${list}/subscribe?filter=${filter}`;
      const stream = await openStream(url, as().headers);
      if (!enters) {
        expect(stream.status).toBe(401);
        return;
      }
      const from = stream.blocks.find(({ id }) => id !== undefined)!.id!;
      const admin = `collections/${the.collection}/records`;
      const change = async (code: string) =>
        (await asOperator('patch', `${admin}/${the.record.id}`, { data: { code } })).body.data;
      const first = await change('shown');
      await change('out of sight');
      await change('and further');
      const back = await change('shown');
      const event = (type: string, record: object) => ({
        type,
        collection: the.collection,
        record,
      });
      const expected = reads
        ? [event('updated', first), event('deleted', { id: the.record.id }), event('updated', back)]
        : [];
      if (creates) {
        await change('done');
        if (reads) expected.push(event('deleted', { id: the.record.id }));
        const marker = await as().post(list, { data: { code: 'shown' } });
        expected.push(event('created', marker.body.data));
      }
      expect(await stream.events(expected.length)).toEqual(expected);
      stream.close();
      const replayed = await openStream(url, { ...as().headers, 'last-event-id': from });
      expect(await replayed.events(expected.length)).toEqual(expected);
      replayed.close();
      await change(CODE);
    });

    it('export and the operator’s routes are for nobody here', async () => {
      const admin = `/admin/collections/${the.collection}/records`;
      for (const route of [
        '/admin/export',
        admin,
        `${admin}/${the.record.id}`,
        `${admin}/${the.record.id}/history`,
        `/admin/collections/${the.collection}`,
        '/admin/schema',
      ]) {
        // The live key that comes with each request never opens them.
        expect(seenOf(await as().get(route))).toEqual(failure(403, 'FORBIDDEN'));
      }
    });

    it('restoring a version', async () => {
      const answer = await as().post(`${path}/history/1/restore`);
      const refused = !identified
        ? unknownUser
        : reads
          ? failure(403, 'FORBIDDEN')
          : failure(404, 'NOT_FOUND');
      const stored = await asOperator(
        'get',
        `collections/${the.collection}/records/${the.record.id}`,
      );
      expect(seenOf(answer)).toEqual(writes ? ok(stored.body.data) : refused);
      expect(stored.body.data.data.n).toBe(writes ? 1 : 2);
      const none = await as().post(`${path}/history/99/restore`);
      expect(none.status).toBe(!identified ? 401 : 404);
    });

    it('explain: what is told to operators is what happens', async () => {
      const asker = askers[actor];
      const userId = asker === 'guest' ? undefined : asker.user.id;
      const explain = async (action: string) => {
        const answer = await asOperator('post', 'access/explain', {
          collection: the.collection,
          action,
          ...(action === 'create' ? {} : { recordId: the.record.id }),
          ...(userId === undefined ? {} : { userId }),
        });
        return answer.body.data.allowed as boolean;
      };
      expect({
        read: await explain('read'),
        create: await explain('create'),
        update: await explain('update'),
        delete: await explain('delete'),
      }).toEqual({ read: reads, create: creates, update: writes, delete: writes });
    });
  });

  it.each(EVERY_PRESET)('do not bind operators with the preset %s', async (preset) => {
    const { collection, refs, record, ref } = await prepare(`${preset}-operator`, preset);
    const admin = `collections/${collection}/records`;
    const data = async (path: string) => (await asOperator('get', path)).body.data;
    expect(await data(`collections/${refs}/records/${ref.id}?expand=to`)).toEqual({
      ...ref,
      expanded: { to: record },
    });
    expect(await data(`${admin}?search=needle`)).toEqual({ items: [record], total: 1 });
    const versions = await data(`${admin}/${record.id}/history`);
    expect(versions).toMatchObject({ total: 2, items: [{ version: 2 }, { version: 1 }] });
    expect(await data(`${admin}/${record.id}/history/1`)).toMatchObject({ data: { n: 1 } });
    const restored = await asOperator('post', `${admin}/${record.id}/history/1/restore`);
    expect([restored.status, restored.headers['etag']]).toEqual([200, '"3"']);
    const double = await asOperator('post', admin, { data: { code: CODE } });
    expect(seenOf(double)).toEqual(failure(409, 'CONFLICT', { details: { fields: ['code'] } }));
    const referred = await asOperator('post', `collections/${refs}/records`, {
      data: { to: record.id },
    });
    expect(referred.status).toBe(201);
  });
});
