import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { Database } from '../../src/database/database.js';
import { Builder } from '../../src/records/upkeep/builder.js';
import {
  signInOperator,
  signUp,
  startTestInstance,
  type OperatorHeaders,
  type TestInstance,
  type TestUser,
} from '../support/instance.js';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

describe('unique fields and relations', () => {
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
  const declare = async (collection: string, settings: object) => {
    const answer = await call('put', `/admin/collections/${collection}`, settings, operator);
    expect(answer.body).toMatchObject({ success: true });
    await instance.server.app.get(Builder, { strict: false }).idle();
  };
  const database = () => instance.server.app.get(Database, { strict: false });
  const post = (collection: string, data: object, user = anna) =>
    call('post', `/db/collections/${collection}`, { data }, user.headers);
  const create = async (collection: string, data: object, user = anna) => {
    const answer = await post(collection, data, user);
    expect(answer.body).toMatchObject({ success: true });
    return answer.body.data.id as string;
  };
  const get = async (collection: string, id: string) => {
    const { status, body } = await call('get', `/db/collections/${collection}/${id}`);
    return status === 200 ? body.data.data : status;
  };

  it('refuses doubles of an owner or of the collection, naming the fields', async () => {
    await create('contacts', { mail: 'old@x', n: 1 });
    await declare('contacts', {
      unique: [{ fields: ['mail'], scope: 'collection' }, ['name', 'n']],
    });
    const conflict = (fields: string[]) => ({
      status: 409,
      error: expect.objectContaining({ code: 'CONFLICT', details: { fields } }),
    });
    const outcome = async (data: object, user = anna) => {
      const { status, body } = await post('contacts', data, user);
      return { status, error: body.error };
    };
    // Also against what was stored before, and by another user.
    expect(await outcome({ mail: 'old@x' }, ben)).toEqual(conflict(['mail']));
    const id = await create('contacts', { mail: 'new@x', name: 'a', n: 1 });
    expect(await outcome({ name: 'a', n: 1 })).toEqual(conflict(['name', 'n']));
    expect((await outcome({ name: 'a', n: '1' })).status).toBe(201);
    expect((await outcome({ name: 'a', n: 1 }, ben)).status).toBe(201);
    await create('contacts', { name: 'no number', mail: null });
    await create('contacts', { name: 'no number', mail: null });
    const path = `/db/collections/contacts/${id}`;
    expect((await call('patch', path, { data: { mail: 'old@x' } })).status).toBe(409);
    expect((await call('patch', path, { data: { other: 1 } })).status).toBe(200);
    expect((await call('patch', path, { data: { mail: 'newer@x' } })).status).toBe(200);
    await create('contacts', { mail: 'new@x' }, ben);
    await call('delete', path);
    await create('contacts', { mail: 'newer@x', name: 'a', n: 1 });
  });

  it('lets exactly one of 20 parallel doubles through (row 10)', async () => {
    await declare('races', { unique: [{ fields: ['k'], scope: 'collection' }] });
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('races', { k: 1 })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  });

  it('lets a record refer only to what is there and may be read (row 4)', async () => {
    await declare('visits', { relations: { patient: { collection: 'patients' } } });
    const hers = await create('patients', {});
    const his = await create('patients', {}, ben);
    const refused = async (patient: unknown) => (await post('visits', { patient })).body.error;
    const { requestId: _a, ...hidden } = await refused(his);
    const { requestId: _b, ...unknown } = await refused('01900000-0000-7000-8000-000000000000');
    expect(hidden).toEqual(unknown);
    expect(hidden.details).toEqual([{ path: 'data.patient', reason: 'is no record of patients' }]);
    expect((await refused(5)).code).toBe('VALIDATION_ERROR');
    await create('visits', { patient: hers });
    await create('visits', { patient: null });
    await create('visits', {});
  });

  it('restricts, clears and cascades in one transaction, each change in the log', async () => {
    const collection = 'wards';
    await declare('beds', { relations: { ward: { collection, onDelete: 'restrict' } } });
    await declare('notes', { relations: { 'at.ward': { collection, onDelete: 'clear' } } });
    await declare('rooms', { relations: { ward: { collection, onDelete: 'cascade' } } });
    await declare('chairs', { relations: { room: { collection: 'rooms', onDelete: 'cascade' } } });
    const ward = await create('wards', {});
    const bed = await create('beds', { ward });
    const note = await create('notes', { at: { ward, x: 1 }, text: 't' });
    const room = await create('rooms', { ward });
    const chair = await create('chairs', { room });
    const path = `/db/collections/wards/${ward}`;
    expect((await call('delete', path)).body.error).toMatchObject({ code: 'CONFLICT' });
    expect(await get('chairs', chair)).toEqual({ room });
    expect(await get('notes', note)).toEqual({ at: { ward, x: 1 }, text: 't' });
    await call('delete', `/db/collections/beds/${bed}`);
    expect((await call('delete', path)).status).toBe(200);
    expect(await get('notes', note)).toEqual({ at: { x: 1 }, text: 't' });
    expect([await get('rooms', room), await get('chairs', chair)]).toEqual([404, 404]);
    const audit = await call(
      'get',
      '/admin/audit-log?action=record.delete&limit=3',
      undefined,
      operator,
    );
    expect(
      audit.body.data.items.map((entry: { resource: string }) => entry.resource).sort(),
    ).toEqual(['chairs', 'rooms', 'wards']);
  });

  it('cascades round a cycle and ends', async () => {
    await declare('ring', { relations: { next: { collection: 'ring', onDelete: 'cascade' } } });
    const a = await create('ring', {});
    const b = await create('ring', { next: a });
    await call('patch', `/db/collections/ring/${a}`, { data: { next: b } });
    expect((await call('delete', `/db/collections/ring/${a}`)).status).toBe(200);
    expect((await call('get', '/db/collections/ring')).body.data.total).toBe(0);
  });

  it('say how far they are with the records that were there before', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 4; n++) ids.push(await create('entered', { n }));
    const shown = async () => {
      const { body } = await call('get', '/admin/collections/entered', undefined, operator);
      expect(body.data).not.toHaveProperty('constraints');
      return body.data.upkeep;
    };
    const unique = { kind: 'unique', fields: ['n'], scope: 'owner', doubles: 0 };
    const ready = { state: 'ready', progress: 1 };
    expect(await shown()).toBeUndefined();
    await declare('entered', { unique: [['n']] });
    expect(await shown()).toEqual([{ ...unique, ...ready }]);
    // As a crash in the middle of it leaves it.
    await database().write((db) => {
      db.run(
        `UPDATE declarations SET state = 'building', built = 2, built_up_to = ?
         WHERE collection = 'entered'`,
        ids[1],
      );
      db.run('DELETE FROM unique_entries WHERE record_id IN (?, ?)', ids[2], ids[3]);
    });
    const half = { state: 'building', progress: 0.5 };
    expect(await shown()).toEqual([{ ...unique, ...half }]);
    await declare('entered', { unique: [['n']], relations: { to: { collection: 'entered' } } });
    expect(await shown()).toEqual([
      { ...unique, ...ready },
      { kind: 'relation', fields: ['to'], ...ready },
    ]);
    expect((await post('entered', { n: 3 })).status).toBe(409);
  });

  it('tell how many stored records are doubles, refuse or keep them', async () => {
    const doubled = [
      await create('doubles', { n: 1, mail: 'a' }),
      await create('doubles', { n: 1, mail: 'b' }),
      await create('doubles', { n: '1', mail: 'b' }),
      await create('doubles', { n: null, mail: 'a' }),
      await create('doubles', { n: 1, mail: 'c' }, ben),
    ];
    const settings = { unique: [['n'], { fields: ['mail'], scope: 'collection' }] };
    const put = (query: string) =>
      call('put', `/admin/collections/doubles${query}`, settings, operator);
    const report = {
      checked: 5,
      broken: 0,
      examples: [],
      doubles: [
        { fields: ['n'], scope: 'owner', doubles: 1, examples: [doubled[1]] },
        { fields: ['mail'], scope: 'collection', doubles: 2, examples: [doubled[2], doubled[3]] },
      ],
    };
    const tried = await put('?dryRun=true');
    expect(tried.body.data).toEqual({
      name: 'doubles',
      records: 5,
      access: 'owner',
      ...settings,
      report,
    });
    const refused = await put('?existing=refuse');
    expect([refused.status, refused.body.error.code]).toEqual([409, 'CONFLICT']);
    expect(refused.body.error.details).toEqual(report);
    expect((await post('doubles', { n: 1, mail: 'a' })).status).toBe(201);
    await declare('doubles', settings);
    const kept = await call('get', '/admin/collections/doubles', undefined, operator);
    const ready = { state: 'ready', progress: 1 };
    expect(kept.body.data.upkeep).toEqual([
      { kind: 'unique', fields: ['n'], scope: 'owner', doubles: 2, ...ready },
      { kind: 'unique', fields: ['mail'], scope: 'collection', doubles: 3, ...ready },
    ]);
    expect(kept.body.data.records).toBe(6);
    expect((await post('doubles', { n: 1 })).status).toBe(409);
    expect((await post('doubles', { n: 2, mail: 'a' })).status).toBe(409);
    expect((await put('?existing=refuse')).status).toBe(409);
  });

  it('leave nothing behind when they are no longer declared, and can be declared anew', async () => {
    const settings = { unique: [['n']], relations: { to: { collection: 'target' } } };
    const target = await create('target', {});
    await declare('dropped', settings);
    const first = await create('dropped', { n: 1, to: target });
    const entries = () =>
      database().read((db) =>
        db.get(
          `SELECT (SELECT count(*) FROM unique_entries e JOIN declarations d
                     ON d.id = e.declaration_id WHERE d.collection = 'dropped') AS unique_fields,
                  (SELECT count(*) FROM relation_links WHERE record_id = ?) AS links,
                  (SELECT count(*) FROM declarations WHERE state = 'dropping') AS dropping`,
          first,
        ),
      );
    expect(entries()).toEqual({ unique_fields: 1, links: 1, dropping: 0 });
    await declare('dropped', {});
    expect(entries()).toEqual({ unique_fields: 0, links: 0, dropping: 0 });
    await create('dropped', { n: 1 });
    expect((await call('delete', `/db/collections/target/${target}`)).status).toBe(200);
    // In one go, so that the old entries are still being removed when the new ones come.
    await call('put', '/admin/collections/dropped', settings, operator).expect(200);
    await call('put', '/admin/collections/dropped', {}, operator).expect(200);
    await declare('dropped', settings);
    expect(entries()).toEqual({ unique_fields: 1, links: 1, dropping: 0 });
    expect((await post('dropped', { n: 1 })).status).toBe(409);
  });
});
