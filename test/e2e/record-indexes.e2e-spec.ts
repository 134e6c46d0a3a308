import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ListRecords, RecordPage } from '@appbase-pfe/types';
import type { RequestContext } from '../../src/access/caller.js';
import { Database } from '../../src/database/database.js';
import { compileFilter } from '../../src/filter/compile-filter.js';
import { evaluate } from '../../src/filter/evaluate.js';
import { indexConditions } from '../../src/filter/indexable.js';
import { parseFilter } from '../../src/filter/parse-filter.js';
import { parseSort, sortValue } from '../../src/filter/sort.js';
import { TRUE } from '../../src/filter/sql.js';
import { CollectionsService } from '../../src/records/collections.service.js';
import { countConditions, planIndex } from '../../src/records/indexes/index-plan.js';
import { IndexesService } from '../../src/records/indexes/indexes.service.js';
import { parseList } from '../../src/records/list/list-request.js';
import { indexStatements } from '../../src/records/list/list-statements.js';
import { RecordListService } from '../../src/records/list/record-list.service.js';
import { Builder } from '../../src/records/upkeep/builder.js';
import { RecordsService } from '../../src/records/records.service.js';
import { anOwner, aUser, storeUsers } from '../support/database.js';
import { startTestInstance, type TestInstance } from '../support/instance.js';

const anna = aUser('user-anna');
const ben = aUser('user-ben1');
const operator = anOwner();
const INDEXES = [
  { fields: ['ward'] },
  { fields: ['ward', 'done'] },
  { fields: ['ward'], sort: '-data.n' },
  { fields: [], sort: 'data.n' },
  { fields: ['deep.x'], sort: 'createdAt' },
];
const NAME = 'indexed';

interface Stored {
  id: string;
  ownerId: string;
  createdAt: string;
  updatedAt: string;
  data: Record<string, unknown>;
}

describe('declared indexes', () => {
  let instance: TestInstance;
  let lists: RecordListService;
  let indexes: IndexesService;
  let stored: Stored[];
  const get = <T>(type: new (...args: never[]) => T): T =>
    instance.server.app.get<T>(type, { strict: false });

  const list = async (context: RequestContext, query: ListRecords) =>
    JSON.parse((await lists.list(context, NAME, query)).json) as RecordPage;

  beforeAll(async () => {
    instance = await startTestInstance();
    await storeUsers(get(Database), anna, ben);
    lists = get(RecordListService);
    indexes = get(IndexesService);
    const records = get(RecordsService);
    const wards: unknown[] = ['a', 'b', 'c', 1, true, null, ['a'], '["a"]', undefined];
    const create = async (n: number) => {
      const data = {
        ward: wards[n % wards.length],
        n: n % 5 === 0 ? String(n % 7) : (n * 37) % 23,
        done: n % 3 === 0 ? true : n % 3,
        deep: { x: n % 4 },
      };
      const { json } = await records.create(n % 2 ? anna : ben, NAME, { data }, undefined);
      return JSON.parse(json) as Stored;
    };
    // Some are there before the indexes are declared, some come while they are built.
    stored = [];
    for (let n = 0; n < 260; n += 20) {
      const some = Array.from({ length: 20 }, (_, at) => create(n + at));
      if (n === 100) await get(CollectionsService).put(operator, NAME, { indexes: INDEXES });
      stored.push(...(await Promise.all(some)));
    }
    for (const record of stored.splice(0, 10)) {
      await records.remove(operator, { collection: NAME, id: record.id });
    }
    for (const record of stored.slice(0, 40)) {
      const target = { collection: NAME, id: record.id };
      const { json } = await records.patch(operator, target, { data: { ward: 'b', n: 3.5 } });
      Object.assign(record, JSON.parse(json));
    }
    await get(Builder).idle();
  });
  afterAll(() => instance.destroy());

  const expected = (owner: string | undefined, { filter, sort }: ListRecords): string[] => {
    const parsed = parseFilter(filter);
    const keys = parseSort(sort);
    const rows = stored
      .filter((record) => owner === undefined || record.ownerId === owner)
      .map((record) => ({
        ...record,
        createdAt: Date.parse(record.createdAt),
        updatedAt: Date.parse(record.updatedAt),
      }))
      .filter((record) => evaluate(parsed, record, { now: 0 }));
    const rank = (value: unknown) => (value === null ? 0 : typeof value === 'number' ? 1 : 2);
    rows.sort((a, b) => {
      for (const key of keys) {
        const [x, y] = [sortValue(key, a), sortValue(key, b)];
        const order =
          rank(x) - rank(y) || (x === y || x === null || y === null ? 0 : x < y ? -1 : 1);
        if (order !== 0) return key.descending ? -order : order;
      }
      return 0;
    });
    return rows.map((row) => row.id);
  };

  const walk = async (context: RequestContext, query: ListRecords) => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list(context, { ...query, limit: '17', ...(cursor ? { cursor } : {}) });
      ids.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return ids;
  };

  const FILTERS = [
    undefined,
    { ward: 'a' },
    { ward: 'b', done: true },
    { ward: 1 },
    { ward: true },
    { ward: null },
    { ward: '["a"]' },
    { ward: { $in: ['a', 'b'] } },
    { ward: { $in: ['a', 'c'] }, done: { $in: [1, 2] } },
    { ward: 'a', n: { $gte: 3, $lt: 15 } },
    { ward: 'a', n: { $gt: '2' } },
    { n: { $lte: 9 } },
    { ward: { $startsWith: 'a' } },
    { 'deep.x': 2, ward: { $ne: 'a' } },
    { ward: 'b', $or: [{ done: true }, { n: 3 }] },
    { $not: { ward: 'a' } },
  ];
  const SORTS = [undefined, 'data.n', '-data.n', '-createdAt', 'data.ward,data.n', '-data.n,id'];

  it.each(FILTERS)(
    'finds with %j what a look at every record finds, in every order',
    async (filter) => {
      for (const sort of SORTS) {
        const query: ListRecords = {
          ...(filter === undefined ? {} : { filter: JSON.stringify(filter) }),
          ...(sort === undefined ? {} : { sort }),
        };
        for (const [context, owner] of [
          [anna, 'user-anna'],
          [operator, undefined],
        ] as const) {
          const wanted = expected(owner, query);
          expect(await walk(context, query)).toEqual(wanted);
          const page = await list(context, { ...query, offset: '3', limit: '5' });
          expect(page.total).toBe(wanted.length);
          expect(page.items.map((item) => item.id)).toEqual(wanted.slice(3, 8));
        }
      }
    },
  );

  it('goes by the index: the query plan scans and sorts nothing', () => {
    const request = parseList({ filter: '{"ward":"a"}', sort: '-data.n', limit: '20' });
    const env = { now: 0 };
    const plan = planIndex(
      indexes.ready(NAME),
      indexConditions(request.filter, env),
      countConditions(request.filter),
      request.sort,
    )!;
    expect(plan).toMatchObject({ ordered: true, exact: true });
    for (const ownerId of ['user-anna', undefined]) {
      const scope = { collection: NAME, ownerId, rule: TRUE };
      const { page } = indexStatements(scope, request, compileFilter(request.filter, env), plan);
      const steps = get(Database).read((db) =>
        db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${page.sql}`, ...page.values),
      );
      const details = steps.map((step) => step.detail);
      expect(details).toEqual([
        expect.stringMatching(
          /^SEARCH i USING PRIMARY KEY \(index_id=\? AND (owner_id=\? AND )?v1=\?.*\)$/,
        ),
        expect.stringMatching(/^SEARCH r USING INDEX records_by_id \(collection=\? AND id=\?\)$/),
      ]);
    }
  });

  it('takes entries out of an index with their records', () => {
    const counts = get(Database).read((db) =>
      db.all<{ n: number }>(
        `SELECT count(*) AS n FROM index_by_value GROUP BY index_id
         UNION ALL SELECT count(*) FROM index_by_owner GROUP BY index_id`,
      ),
    );
    expect(counts.map(({ n }) => n)).toEqual(Array.from({ length: 10 }, () => stored.length));
  });

  it('goes on building after a restart, and removes what is no longer declared', async () => {
    const database = get(Database);
    await database.write((db) => {
      db.run("UPDATE declarations SET state = 'building', built_up_to = '', built = 0");
      db.run('DELETE FROM index_by_owner');
      db.run('DELETE FROM index_by_value');
    });
    const { dataDir } = instance;
    await instance.close();
    instance = await startTestInstance({ APPBASE_DATA_DIR: dataDir });
    lists = get(RecordListService);
    await get(Builder).idle();
    const view = await get(CollectionsService).get(NAME);
    expect(view).toEqual({
      name: NAME,
      records: stored.length,
      access: 'owner',
      indexes: INDEXES.map((index) => ({ ...index, state: 'ready', progress: 1 })),
    });
    expect(await walk(anna, { filter: '{"ward":"a"}' })).toEqual(
      expected('user-anna', { filter: '{"ward":"a"}' }),
    );
    // What slices write goes into the file beside them, not within the commit of somebody.
    const checkpoint = jest.spyOn(get(Database), 'checkpoint');
    await get(CollectionsService).put(operator, NAME, { indexes: [INDEXES[0]!] });
    await get(Builder).idle();
    expect(checkpoint).toHaveBeenCalled();
    const left = get(Database).read((db) =>
      db.get('SELECT count(*) AS n, count(DISTINCT index_id) AS kinds FROM index_by_owner'),
    );
    expect(left).toEqual({ n: stored.length, kinds: 1 });
  });
});
