import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Access, RecordPage } from '@appbase-pfe/types';
import { newId } from '../../src/common/ids.js';
import { Database } from '../../src/database/database.js';
import { TRUE } from '../../src/filter/sql.js';
import { SQL } from '../../src/records/records.sql.js';
import { parseList } from '../../src/records/list/list-request.js';
import { searchStatements } from '../../src/records/search/search-statements.js';
import { scopeOf } from '../../src/records/search/tokens.js';
import { Builder } from '../../src/records/upkeep/builder.js';
import { Api } from '../support/api.js';
import {
  signInOperator,
  signUp,
  startTestInstance,
  type TestInstance,
} from '../support/instance.js';

/** One more than the main thread looks through. */
const MANY = 5001;

describe('a search for a word that very many records have', () => {
  let instance: TestInstance;
  let api: Api;
  let declare: (collection: string, more?: { access?: Access }) => Promise<void>;
  /** The statements that were run off the main thread. */
  const elsewhere: string[] = [];

  beforeAll(async () => {
    instance = await startTestInstance();
    const owner = new Api(instance.url, await signInOperator(instance));
    declare = async (collection, more = {}) => {
      await owner.send('PUT', `/admin/collections/${collection}`, { search: ['title'], ...more });
    };
    const { user, headers } = await signUp(instance);
    api = new Api(instance.url, headers);
    const database = instance.server.app.get(Database, { strict: false });
    const store = async (collection: string, count: number) => {
      await database.write((db) => {
        for (let n = 0; n < count; n++) {
          const data = JSON.stringify({ title: 'fever' });
          db.run(SQL.insert, collection, newId(), user.id, data, Date.now(), Date.now());
        }
      });
      await declare(collection);
    };
    await store('many', MANY);
    await store('few', 10);
    await instance.server.app.get(Builder, { strict: false }).idle();
    const { readLong } = database;
    database.readLong = (statements) => {
      elsewhere.push(...statements.map(({ sql }) => sql));
      return readLong.call(database, statements);
    };
  });
  afterAll(() => instance.destroy());

  const search = async (collection: string, more: string) => {
    elsewhere.length = 0;
    const { data } = await api.get<RecordPage>(
      `/db/collections/${collection}?search=fe&limit=5${more}`,
    );
    return { found: data.items.length, total: data.total, elsewhere: elsewhere.length };
  };

  it('holds nobody up, whether it counts or not', async () => {
    expect(await search('many', '')).toEqual({ found: 5, total: MANY, elsewhere: 2 });
    expect(await search('many', '&total=false')).toEqual({ found: 5, elsewhere: 1 });
  });

  it('counts once for who turns the pages, and anew after each change', async () => {
    await declare('many', { access: 'open' });
    const path = '/db/collections/many';
    const counted = () => search('many', '');
    const { data } = await api.post<{ id: string }>(path, { data: { title: 'fever' } });
    expect(await counted()).toEqual({ found: 5, total: MANY + 1, elsewhere: 2 });
    expect(await counted()).toEqual({ found: 5, total: MANY + 1, elsewhere: 1 });
    expect(await search('many', '&offset=5')).toEqual({ found: 5, total: MANY + 1, elsewhere: 1 });
    await api.send('PATCH', `${path}/${data.id}`, { data: { title: 'cold' } });
    expect(await counted()).toEqual({ found: 5, total: MANY, elsewhere: 2 });
    await api.send('DELETE', `${path}/${data.id}`);
    expect(await counted()).toEqual({ found: 5, total: MANY, elsewhere: 2 });
    // What happens in another collection changes nothing here.
    await api.post('/db/collections/another', { data: { title: 'fever' } });
    expect(await counted()).toEqual({ found: 5, total: MANY, elsewhere: 1 });
    await declare('many');
  });

  it('counts for each asker, and each time where records may be hidden', async () => {
    const count = async (who: Api) => {
      elsewhere.length = 0;
      const { data } = await who.get<RecordPage>('/db/collections/many?search=feve&limit=5');
      return [data.total, elsewhere.length];
    };
    await declare('many', { access: 'open' });
    const other = new Api(instance.url, (await signUp(instance)).headers);
    expect([await count(api), await count(api), await count(other), await count(other)]).toEqual([
      [MANY, 2],
      [MANY, 1],
      [MANY, 2],
      [MANY, 1],
    ]);
    // A kept total would be counted anew, and so tell by its time, when a hidden record changes.
    for (const access of ['shared', 'owner', { read: { title: 'fever' } }] as const) {
      await declare('many', { access });
      expect([await count(api), await count(api)]).toEqual([
        [MANY, 2],
        [MANY, 2],
      ]);
    }
    await declare('many');
  });

  it('reads each part in the order of the index and sorts nothing but the page', () => {
    const scope = { collection: 'many', ownerId: undefined, rule: TRUE };
    const asked = { words: ['fever'], scope: scopeOf(1, undefined), after: undefined };
    const { page } = searchStatements(scope, parseList({ search: 'fever' }), TRUE, asked);
    const steps = instance.server.app
      .get(Database, { strict: false })
      .read((db) => db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${page.sql}`, ...page.values))
      .map(({ detail }) => detail);
    expect(steps.filter((step) => step.startsWith('MATERIALIZE'))).toHaveLength(6);
    expect(steps.filter((step) => step.startsWith('USE TEMP B-TREE'))).toEqual([
      'USE TEMP B-TREE FOR ORDER BY',
    ]);
  });

  it('is answered at once where few records are in sight (the control)', async () => {
    expect(await search('few', '')).toEqual({ found: 5, total: 10, elsewhere: 0 });
    expect(await search('few', '&total=false')).toEqual({ found: 5, elsewhere: 0 });
  });
});
