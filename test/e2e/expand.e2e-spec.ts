import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import type { RecordView } from '@appbase-pfe/types';
import type { Connection } from '../../src/database/connection.js';
import { Database } from '../../src/database/database.js';
import { Builder } from '../../src/records/upkeep/builder.js';
import { Expansions } from '../../src/records/expand/expansions.js';
import type { RecordRow } from '../../src/records/record-json.js';
import {
  type OperatorHeaders,
  signInOperator,
  signUp,
  startTestInstance,
  type TestInstance,
  type TestUser,
} from '../support/instance.js';
import { aGroup, type Asker, grant, requestsOf } from '../support/sharing.js';

const NOWHERE = '01900000-0000-7000-8000-000000000000';

/** Records that relations lead to, each by its own read rule (security.md list 4.2 row 4). */
describe('expand', () => {
  let instance: TestInstance;
  let operator: OperatorHeaders;
  let anna: TestUser;
  let ben: TestUser;

  beforeAll(async () => {
    instance = await startTestInstance();
    operator = await signInOperator(instance);
    anna = await signUp(instance);
    ben = await signUp(instance);
    await aGroup(instance, operator, 'team', [ben]);
    await declare('wards', { access: 'members' });
    await declare('patients', {
      access: 'shared',
      relations: { ward: { collection: 'wards' }, 'next.of.kin': { collection: 'patients' } },
    });
    await declare('visits', {
      access: 'public',
      relations: { patientId: { collection: 'patients' }, follows: { collection: 'visits' } },
    });
    await declare('closed', { access: 'none', relations: { secret: { collection: 'wards' } } });
    await declare('doors', {
      access: 'members',
      relations: { to: { collection: 'closed', onDelete: 'clear' } },
    });
  });
  afterAll(() => instance.destroy());

  const declare = async (collection: string, settings: object) => {
    await supertest(instance.url)
      .put(`/admin/collections/${collection}`)
      .set(operator)
      .send(settings)
      .expect(200);
  };
  const create = async (collection: string, data: object, user = anna) => {
    const path = `/db/collections/${collection}`;
    const answer = await requestsOf(instance, user).post(path, { data });
    expect(answer.status).toBe(201);
    return answer.body.data as RecordView;
  };
  const get = (record: RecordView, expand: string, asker: Asker = anna) =>
    requestsOf(instance, asker).get(
      `/db/collections/${record.collection}/${record.id}?expand=${expand}`,
    );
  const asOperator = (path: string) =>
    supertest(instance.url).get(`/admin/collections/${path}`).set(operator);

  it('brings related records along, two relations far, on get and list', async () => {
    const ward = await create('wards', { name: 'A' });
    const kin = await create('patients', { name: 'kin' });
    const patient = await create('patients', { ward: ward.id, next: { of: { kin: kin.id } } });
    const visit = await create('visits', { patientId: patient.id });
    const follow = await create('visits', { patientId: patient.id, follows: visit.id });
    const whole = {
      ...visit,
      expanded: { patientId: { ...patient, expanded: { ward, 'next.of.kin': kin } } },
    };
    const expand = 'patientId.ward,patientId.next.of.kin';
    expect((await get(visit, expand)).body).toEqual({ success: true, data: whole });
    // What is named twice is brought once; the way there is brought, too.
    expect((await get(visit, `patientId,${expand},patientId`)).body.data).toEqual(whole);
    expect((await get(visit, 'patientId')).body.data).toEqual({
      ...visit,
      expanded: { patientId: patient },
    });
    expect((await get(follow, 'follows.patientId,patientId')).body.data).toEqual({
      ...follow,
      expanded: { follows: { ...visit, expanded: { patientId: patient } }, patientId: patient },
    });
    const list = await requestsOf(instance, anna).get(
      `/db/collections/visits?expand=patientId.ward&fields=patientId&sort=-createdAt`,
    );
    const expanded = { patientId: { ...patient, expanded: { ward } } };
    expect(list.body.data).toEqual({
      items: [
        { id: follow.id, data: { patientId: patient.id }, expanded },
        { id: visit.id, data: { patientId: patient.id }, expanded },
      ],
      total: 2,
    });
    const path = `visits/records`;
    expect((await asOperator(`${path}/${visit.id}?expand=${expand}`)).body.data).toEqual(whole);
    const all = await asOperator(`${path}?expand=patientId&limit=1`);
    expect(all.body.data).toEqual({
      items: [{ ...visit, expanded: { patientId: patient } }],
      total: 2,
      nextCursor: expect.any(String),
    });
    // Without it nothing comes.
    const plain = await requestsOf(instance, anna).get(`/db/collections/visits/${visit.id}`);
    expect(plain.body.data).toEqual(visit);
  });

  it('goes along with search, filters and cursors', async () => {
    await declare('reports', {
      search: ['text'],
      relations: { about: { collection: 'patients' } },
    });
    await instance.server.app.get(Builder, { strict: false }).idle();
    const patient = await create('patients', { name: 'p' });
    const reports = [];
    for (let n = 0; n < 3; n++) {
      reports.push(await create('reports', { n, text: 'fever', about: patient.id }));
    }
    const expected = reports.map((one) => ({ ...one, expanded: { about: patient } }));
    for (const query of ['search=fever', 'filter={"text":"fever"}', 'sort=data.n']) {
      const seen: unknown[] = [];
      let cursor = '';
      for (;;) {
        const page = await requestsOf(instance, anna).get(
          `/db/collections/reports?${query}&expand=about&limit=2${cursor}`,
        );
        expect(page.body.data.total).toBe(3);
        seen.push(...page.body.data.items);
        if (page.body.data.nextCursor === undefined) break;
        cursor = `&cursor=${page.body.data.nextCursor}`;
      }
      expect(seen).toEqual(expected);
    }
  });

  it('shows each by its own read rule; hidden, missing and empty look the same', async () => {
    const patient = await create('patients', { name: 'hidden' });
    const hidden = await create('visits', { patientId: patient.id });
    const gone = await create('visits', {});
    const path = `/admin/collections/visits/records/${gone.id}`;
    // Operators may not refer to nothing either: the reference is left from before the relation.
    await declare('visits', { access: 'public' });
    await supertest(instance.url)
      .put(path)
      .set(operator)
      .send({ data: { patientId: NOWHERE } })
      .expect(200);
    await declare('visits', {
      access: 'public',
      relations: { patientId: { collection: 'patients' }, follows: { collection: 'visits' } },
    });
    const odd = await create('visits', { patientId: null });
    for (const asker of [ben, 'guest'] as const) {
      for (const visit of [hidden, gone, odd]) {
        const answer = await get(visit, 'patientId.ward', asker);
        expect([answer.status, answer.body.data.expanded]).toEqual([200, {}]);
        expect(answer.text).not.toContain('"name"');
      }
    }
    expect((await get(hidden, 'patientId')).body.data.expanded).toEqual({ patientId: patient });
    const of = `/db/collections/patients/${patient.id}`;
    await grant(instance, anna, of, { read: ['group:team'] });
    expect((await get(hidden, 'patientId', ben)).body.data.expanded).toEqual({
      patientId: patient,
    });
    expect((await get(hidden, 'patientId', 'guest')).body.data.expanded).toEqual({});
    await grant(instance, anna, of, { write: [`user:${ben.user.id}`] });
    expect((await get(hidden, 'patientId', ben)).body.data.expanded).toEqual({
      patientId: patient,
    });
  });

  it('names the relations that there are, and none of what the caller can read nothing of', async () => {
    const ward = await create('wards', {});
    const door = await create('doors', {});
    const reasonOf = async (record: RecordView, expand: string, asker: Asker = anna) => {
      const answer = await get(record, expand, asker);
      return [answer.status, answer.body.error?.details ?? answer.body.data?.expanded];
    };
    const details = (reason: string) => [400, [{ path: 'expand', reason }]];
    expect(await reasonOf(ward, 'x')).toEqual(details('"x" is no relation: wards has none'));
    const visit = await create('visits', {});
    expect(await reasonOf(visit, 'patient')).toEqual(
      details('"patient" is no relation of visits; there are: patientId, follows'),
    );
    expect(await reasonOf(visit, 'patientId.name')).toEqual(
      details('"patientId.name" is no relation of patients; there are: ward, next.of.kin'),
    );
    expect(await reasonOf(visit, 'follows.follows.follows')).toEqual(
      details('"follows.follows.follows" goes further than 2 relations'),
    );
    expect(await reasonOf(visit, '')).toEqual([
      400,
      [{ path: 'expand', reason: expect.any(String) }],
    ]);
    expect((await get(visit, 'patientId&expand=follows')).status).toBe(400);
    expect((await get(visit, 'patientId&unknown=1')).body.error.details).toEqual([
      { path: 'unknown', reason: 'unknown' },
    ]);
    // `closed` is nobody's: neither its relations nor what is wrong about the question is told.
    for (const path of ['to', 'to.secret', 'to.nothing', 'to.a.b.c']) {
      expect(await reasonOf(door, path)).toEqual([200, {}]);
    }
    expect(await reasonOf(visit, 'patientId.whatever', 'guest')).toEqual([200, {}]);
    const list = await requestsOf(instance, anna).get('/db/collections/closed?expand=nothing');
    expect(list.body.data).toEqual({ items: [], total: 0 });
    // The question is judged before the record is looked for.
    const unknown = `/db/collections/visits/${NOWHERE}`;
    const answers = [
      await requestsOf(instance, anna).get(`${unknown}?expand=x`),
      await requestsOf(instance, anna).get(`${unknown}?expand=patientId`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 404]);
  });

  it('follows at most 16 relations and carries at most 16 MiB', async () => {
    const relations = Object.fromEntries(
      Array.from({ length: 16 }, (_, n) => [`f${n}`, { collection: 'wide' }]),
    );
    await declare('wide', { relations });
    const big = await create('wide', { text: 'x'.repeat(1_000_000) });
    const fields = Object.keys(relations);
    const one = await create('wide', Object.fromEntries(fields.map((name) => [name, big.id])));
    expect((await get(one, fields.join(','))).status).toBe(200);
    const many = await get(one, [...fields, 'f0.f0'].join(','));
    expect(many.body.error.details).toEqual([
      { path: 'expand', reason: '"f0.f0" is one of more than 16 relations' },
    ]);
    await create('wide', Object.fromEntries(fields.map((name) => [name, big.id])));
    const list = await requestsOf(instance, anna).get(
      `/db/collections/wide?expand=${fields.join(',')}`,
    );
    expect(list.body.error.details).toEqual([
      { path: 'expand', reason: 'brings more than 16 MiB along: ask for fewer records' },
    ]);
  });

  it('gives an ETag of all that the answer shows, which still guards the record alone', async () => {
    const patient = await create('patients', { n: 1 });
    const visit = await create('visits', { patientId: patient.id });
    const tagOf = async (asker: Asker = anna) =>
      (await get(visit, 'patientId', asker)).headers['etag'] as string;
    const plain = await requestsOf(instance, anna).get(`/db/collections/visits/${visit.id}`);
    expect(plain.headers['etag']).toBe('"1"');
    const first = await tagOf();
    expect(first).toMatch(/^"1-[\w-]{22}"$/);
    expect(await tagOf()).toBe(first);
    const path = `/db/collections/patients/${patient.id}`;
    // What a stranger does not see does not change the stranger's tag.
    const hidden = await tagOf(ben);
    await requestsOf(instance, anna)
      .patch(path, { data: { n: 2 } })
      .expect(200);
    expect(await tagOf()).not.toBe(first);
    expect(await tagOf(ben)).toBe(hidden);
    await grant(instance, anna, path, { read: [`user:${ben.user.id}`] });
    expect(await tagOf(ben)).toBe(await tagOf());
    // A condition on it is no cache: the answer is whole.
    const again = await get(visit, 'patientId').set('if-none-match', await tagOf());
    expect([again.status, again.body.data.id]).toEqual([200, visit.id]);
    const change = (tag: string) =>
      requestsOf(instance, anna)
        .patch(`/db/collections/visits/${visit.id}`, { data: { n: tag } })
        .set('if-match', tag);
    const changed = await change(first);
    expect([changed.status, changed.headers['etag']]).toEqual([200, '"2"']);
    const refused = [];
    for (const tag of [first, '"1"', '"2-"', '"2-a', '2-a', 'W/"2-a"', '"02-a"', '"2-a b"']) {
      refused.push((await change(tag)).status);
    }
    expect(refused).toEqual(refused.map(() => 412));
  });

  it('asks the database once for each relation, however many records there are', async () => {
    const ward = await create('wards', {});
    const rows: RecordRow[] = [];
    const { app } = instance.server;
    for (let n = 0; n < 20; n++) {
      const patient = await create('patients', { ward: ward.id });
      const data = JSON.stringify({ patientId: patient.id });
      rows.push({
        id: patient.id,
        collection: 'visits',
        owner_id: anna.user.id,
        data,
      } as RecordRow);
    }
    const expansions = app.get(Expansions, { strict: false });
    const caller = {
      ...anna.user,
      kind: 'user',
      sessionId: '',
      until: 0,
      mustChangePassword: false,
    };
    const steps = expansions.plan(caller as never, 'visits', 'patientId.ward');
    const asked: string[] = [];
    const texts = app.get(Database, { strict: false }).read((db) => {
      const counting = {
        all: (sql: string, ...values: never[]) => {
          asked.push(
            ...db
              .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values)
              .map((one) => one.detail),
          );
          return db.all(sql, ...values);
        },
        get: () => {
          throw new Error('a query for one record');
        },
      };
      return expansions.of(counting as unknown as Connection, steps, rows);
    });
    expect(texts.every((text) => text.includes(ward.id))).toBe(true);
    const searches = asked.filter((detail) => detail.includes('records_by_id'));
    expect(searches).toEqual(
      Array(2).fill('SEARCH r USING INDEX records_by_id (collection=? AND id=?)'),
    );
    expect(asked.filter((detail) => /SCAN (r|g)\b/.test(detail))).toEqual([]);
  });
});
