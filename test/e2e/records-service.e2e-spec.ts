import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataThrottle } from '../../src/access/data-throttle.js';
import { Idempotency } from '../../src/access/idempotency.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { SystemClock } from '../../src/common/clock.js';
import {
  aUser,
  anOwner,
  openTestDatabase,
  storeUsers,
  type TestDatabase,
} from '../support/database.js';
import { type Change, ChangeLog } from '../../src/records/changes/change-log.js';
import { IndexesService } from '../../src/records/indexes/indexes.service.js';
import { Memberships } from '../../src/groups/memberships.js';
import { GrantsService } from '../../src/rules/grants.service.js';
import { RulesService } from '../../src/rules/rules.service.js';
import { Expansions } from '../../src/records/expand/expansions.js';
import { RecordGate } from '../../src/records/record-gate.js';
import { SearchIndex } from '../../src/records/search/search-index.js';
import { RelationLinks } from '../../src/records/typed/relation-links.js';
import { UniqueValues } from '../../src/records/typed/unique-values.js';
import { UpkeepService } from '../../src/records/upkeep/upkeep.service.js';
import { Declarations } from '../../src/records/upkeep/declarations.js';
import { RecordShape } from '../../src/records/typed/record-shape.js';
import { TypedSettings } from '../../src/records/typed/typed-settings.js';
import { RecordEraser } from '../../src/records/record-eraser.js';
import { RecordStore } from '../../src/records/record-store.js';
import { RecordWriter } from '../../src/records/record-writer.js';
import { RecordsService } from '../../src/records/records.service.js';
import { SettingsService } from '../../src/settings/settings.service.js';

const anna = aUser('user-anna');
const ben = aUser('user-ben1');

describe('RecordsService', () => {
  let test: TestDatabase;
  let records: RecordsService;
  let told: Change[];

  beforeEach(async () => {
    test = await openTestDatabase();
    await storeUsers(test.database, anna, ben);
    const clock = new SystemClock();
    const log = new ChangeLog(clock);
    told = [];
    log.onChange((change) => told.push(change));
    const grants = new GrantsService();
    const memberships = new Memberships(test.database, clock);
    const declarations = new Declarations(test.database);
    const links = new RelationLinks(declarations);
    const typed = new TypedSettings(test.database);
    const gate = new RecordGate(new RulesService(test.database, memberships, clock), grants);
    const audit = new AuditService(clock);
    const shape = new RecordShape(typed, gate);
    const store = new RecordStore(
      gate,
      log,
      shape,
      new UpkeepService(
        declarations,
        new IndexesService(declarations),
        new UniqueValues(declarations),
        links,
        new SearchIndex(declarations),
      ),
      grants,
      audit,
      clock,
    );
    const eraser = new RecordEraser(store, shape, links);
    const writer = new RecordWriter(gate, store, eraser, grants, log);
    const settings = await SettingsService.open(test.database, clock, audit, {});
    records = new RecordsService(
      test.database,
      gate,
      writer,
      new Expansions(gate, typed),
      new Idempotency(clock),
      new DataThrottle(clock, settings),
    );
  });
  afterEach(() => test.destroy());

  const create = async (data: Record<string, unknown>, context = anna, key?: string) =>
    JSON.parse((await records.create(context, 'notes', { data }, key)).json);
  const count = (table: string) =>
    test.database.read((db) => db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)!.n);

  it('stores record, change and audit entry together, and tells of it afterwards', async () => {
    const record = await create({ title: 'a' });
    expect(record).toEqual({
      id: expect.stringMatching(/^[A-Za-z0-9_-]{8,64}$/),
      collection: 'notes',
      ownerId: 'user-anna',
      data: { title: 'a' },
      createdAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      updatedAt: record.createdAt,
    });
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0]!.record)).toEqual(record);
    const audit = test.database.read((db) => db.get('SELECT * FROM audit_log'));
    expect(audit).toMatchObject({
      action: 'record.create',
      actor: 'user:user-anna',
      resource: 'notes',
      resource_id: record.id,
      metadata: null,
    });
  });

  it('keeps 200 overlapping writes apart when some of them fail', async () => {
    const { id } = await create({ n: 0 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, (_, n) =>
        n % 4 === 0
          ? records.replace(ben, { collection: 'notes', id }, { data: { stolen: n } })
          : records.create(n % 2 ? anna : ben, 'notes', { data: { n } }, undefined),
      ),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toHaveLength(50);
    expect(count('records')).toBe(151);
    expect(count('changes')).toBe(151);
    expect(count('audit_log')).toBe(151);
    expect(told).toHaveLength(151);
    expect(records.get(anna, 'notes', id).json).toContain('"data":{"n":0}');
  });

  it('makes no record of a user whose account a write before it removed', async () => {
    const [removed, hers, his] = await Promise.allSettled([
      test.database.write((db) => db.run('DELETE FROM users WHERE id = ?', 'user-anna')),
      create({ a: 1 }),
      create({ a: 1 }, ben),
    ]);
    expect([removed.status, his.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(hers).toMatchObject({ status: 'rejected', reason: { code: 'INVALID_TOKEN' } });
    expect(count('records')).toBe(1);
  });

  it('hides records of others from every change, and shows them to operators', async () => {
    const { id } = await create({ a: 1 });
    const target = { collection: 'notes', id };
    const notFound = { code: 'NOT_FOUND' };
    expect(() => records.get(ben, 'notes', id)).toThrow('There is no such record');
    await expect(records.replace(ben, target, { data: {} })).rejects.toMatchObject(notFound);
    await expect(records.patch(ben, target, { data: {} })).rejects.toMatchObject(notFound);
    await expect(records.remove(ben, target)).rejects.toMatchObject(notFound);
    await expect(records.remove(anna, { ...target, collection: 'other' })).rejects.toMatchObject(
      notFound,
    );
    expect(JSON.parse(records.get(anOwner(), 'notes', id).json).data).toEqual({ a: 1 });
  });

  it('honours If-Match', async () => {
    const { id } = await create({ a: 1 });
    const target = (ifMatch?: string) => ({ collection: 'notes', id, ifMatch });
    const patched = await records.patch(anna, target('"9", "1"'), { data: { b: 2 } });
    expect(patched.version).toBe(2);
    for (const stale of ['"1"', 'W/"2"', 'nonsense', '']) {
      await expect(records.patch(anna, target(stale), { data: { b: 3 } })).rejects.toMatchObject({
        code: 'PRECONDITION_FAILED',
      });
    }
    await expect(records.remove(anna, target('"1"'))).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
    });
    expect(JSON.parse(records.get(anna, 'notes', id).json).data).toEqual({ a: 1, b: 2 });
    expect(await records.remove(anna, target('*'))).toEqual({ json: '{"deleted":true}' });
  });

  it('gives a repeated request its first answer, and refuses the key for another', async () => {
    const first = await create({ a: 1 }, anna, 'k1');
    await records.patch(anna, { collection: 'notes', id: first.id }, { data: { a: 2 } });
    const again = await Promise.all([create({ a: 1 }, anna, 'k1'), create({ a: 1 }, anna, 'k1')]);
    expect(again).toEqual([first, first]);
    await expect(create({ a: 2 }, anna, 'k1')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await create({ a: 1 }, ben, 'k1')).id).not.toBe(first.id);
    expect(count('records')).toBe(2);
    await expect(create({}, anna, 'x'.repeat(65))).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    });
  });

  it('runs a batch whole or not at all and says which operation failed', async () => {
    const { id } = await create({ a: 1 });
    const good = [
      { op: 'create', collection: 'other', data: { n: 1 } },
      { op: 'patch', collection: 'notes', id, data: { b: 2 } },
      { op: 'delete', collection: 'notes', id, ifMatch: '"2"' },
    ];
    const bad = { op: 'delete', collection: 'notes', id: 'nowhere-to-be-found' };
    await expect(
      records.batch(anna, { operations: [...good, bad] }, undefined),
    ).rejects.toMatchObject({ code: 'NOT_FOUND', details: { index: 3 } });
    await expect(
      records.batch(anna, { operations: [good[0], { op: 'create', data: {} }] }, undefined),
    ).rejects.toMatchObject({ code: 'VALIDATION_ERROR', details: { index: 1 } });
    expect(count('records')).toBe(1);
    expect(told).toHaveLength(1);
    const { json } = await records.batch(anna, { operations: good }, undefined);
    expect(JSON.parse(json).results).toEqual([
      expect.objectContaining({ collection: 'other', data: { n: 1 } }),
      expect.objectContaining({ id, data: { a: 1, b: 2 } }),
      { deleted: true },
    ]);
    expect(told.map((change) => change.type)).toEqual(['created', 'created', 'updated', 'deleted']);
  });

  it('bounds size and depth of data', async () => {
    const deep = (levels: number): Record<string, unknown> =>
      levels === 1 ? {} : { a: deep(levels - 1) };
    await expect(create({ a: deep(64) })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    await create(deep(64));
    const filler = 'x'.repeat(1024 * 1024 - '{"a":""}'.length);
    await create({ a: filler });
    await expect(create({ a: `${filler}x` })).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  });
});
