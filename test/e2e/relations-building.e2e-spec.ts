import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { Builder } from '../../src/records/upkeep/builder.js';
import { Declarations } from '../../src/records/upkeep/declarations.js';
import { Api } from '../support/api.js';
import {
  signInOperator,
  signUp,
  startTestInstance,
  type TestInstance,
  type TestUser,
} from '../support/instance.js';

const OLD = 60;
/** More than a deletion enters by itself. */
const MANY = 2_100;
const HELD = 'Other records refer to this one';
const GATHERED = 'What refers to this is still being gathered: try again in a moment';

/** The builder is held in the middle of the records that were there before the relation. */
describe('a record that goes while a relation to it is being built', () => {
  let instance: TestInstance;
  let owner: Api;
  let user: TestUser;
  let api: Api;

  beforeEach(async () => {
    instance = await startTestInstance();
    owner = new Api(instance.url, await signInOperator(instance));
    user = await signUp(instance);
    api = new Api(instance.url, user.headers);
  });
  afterEach(() => instance.destroy());

  const get = <T>(token: { prototype: T }): T =>
    instance.server.app.get<T>(token as never, { strict: false });
  const read = <T>(sql: string, ...values: unknown[]) =>
    get(Database).read((db) => db.all<T>(sql, ...values));
  /** What only the builder itself says when it rests and works. */
  const builder = () => get(Builder) as unknown as { stopped: boolean; step(): Promise<boolean> };
  const go = async () => {
    builder().stopped = false;
    get(Declarations).wake();
    await get(Builder).idle();
  };
  const create = async (collection: string, all: object[]) => {
    const ids: string[] = [];
    for (let at = 0; at < all.length; at += 100) {
      const operations = all
        .slice(at, at + 100)
        .map((data) => ({ op: 'create', collection, data }));
      const answer = await api.post<{ results: { id: string }[] }>('/db/batch', { operations });
      ids.push(...answer.data.results.map(({ id }) => id));
    }
    return ids;
  };
  /** Notes refer to two wards by turns; the first few are entered, the others not yet. */
  const begin = async (onDelete: string, total = OLD, data: object = {}) => {
    const wards = await create('wards', [{}, {}]);
    const notes = await create(
      'notes',
      Array.from({ length: total }, (_, n) => ({ ward: wards[n < OLD / 2 ? 0 : 1], ...data })),
    );
    builder().stopped = true;
    const relations = { ward: { collection: 'wards', onDelete } };
    await owner.send('PUT', '/admin/collections/notes', { relations });
    await builder().step();
    await builder().step();
    expect(states()).toEqual(['building']);
    const [{ n }] = read<{ n: number }>('SELECT count(*) AS n FROM relation_links') as [
      { n: number },
    ];
    expect(n).toBeGreaterThan(0);
    expect(n).toBeLessThan(OLD / 2);
    return { wards: wards as [string, string], notes };
  };
  const states = () =>
    read<{ state: string }>('SELECT state FROM declarations').map((d) => d.state);
  const remove = async (collection: string, id: string) => {
    const { status, error, headers } = await api.send(
      'DELETE',
      `/db/collections/${collection}/${id}`,
    );
    return [status, error?.message, headers.get('retry-after')];
  };
  const refer = (ward: string) =>
    read("SELECT 1 FROM records WHERE collection = 'notes' AND data ->> 'ward' = ?", ward).length;
  const count = (collection: string) =>
    read('SELECT 1 FROM records WHERE collection = ?', collection).length;

  it('is held by one that is not entered yet: restrict', async () => {
    const { wards } = await begin('restrict');
    expect(await remove('wards', wards[1])).toEqual([409, HELD, null]);
    expect([states(), count('wards')]).toEqual([['building'], 2]);
    await go();
    expect([states(), await remove('wards', wards[1])]).toEqual([['ready'], [409, HELD, null]]);
  });

  it('takes those along that are not entered yet: cascade', async () => {
    const { wards } = await begin('cascade');
    expect(await remove('wards', wards[1])).toEqual([200, undefined, null]);
    expect([states(), refer(wards[0]), refer(wards[1])]).toEqual([['ready'], OLD / 2, 0]);
    expect(read('SELECT 1 FROM relation_links')).toHaveLength(OLD / 2);
    await go();
    expect(await remove('wards', wards[0])).toEqual([200, undefined, null]);
    expect([count('notes'), read('SELECT 1 FROM relation_links')]).toEqual([0, []]);
  });

  it('is taken out of those that are not entered yet: clear', async () => {
    const { wards, notes } = await begin('clear');
    // These have changed since, which enters them or takes them out.
    await api.send('PATCH', `/db/collections/notes/${notes.at(-1)}`, { data: { ward: wards[0] } });
    await api.send('PATCH', `/db/collections/notes/${notes[0]}`, { data: { ward: wards[1] } });
    await api.send('DELETE', `/db/collections/notes/${notes.at(-2)}`);
    expect(await remove('wards', wards[1])).toEqual([200, undefined, null]);
    expect([count('notes'), refer(wards[0]), refer(wards[1])]).toEqual([OLD - 1, OLD / 2, 0]);
    await go();
    expect(read('SELECT 1 FROM relation_links')).toHaveLength(OLD / 2);
  });

  it('waits where many are left, and nothing has happened', async () => {
    const { wards } = await begin('cascade', MANY);
    expect(await remove('wards', wards[1])).toEqual([503, GATHERED, '2']);
    const operations = [{ op: 'delete', collection: 'wards', id: wards[0] }];
    const batch = await api.post('/db/batch', { operations });
    expect([batch.status, batch.error?.code]).toEqual([503, 'UNAVAILABLE']);
    expect([states(), count('wards'), count('notes')]).toEqual([['building'], 2, MANY]);
    // Others are not concerned.
    const [bed] = await create('beds', [{}]);
    expect(await remove('beds', bed!)).toEqual([200, undefined, null]);
    await go();
    expect(await remove('wards', wards[1])).toEqual([200, undefined, null]);
    expect(count('notes')).toBe(OLD / 2);
  });

  it('waits where few are left that are large', async () => {
    const { wards } = await begin('cascade', OLD, { text: 'x'.repeat(100_000) });
    expect(await remove('wards', wards[1])).toEqual([503, GATHERED, '2']);
    await go();
    expect(await remove('wards', wards[1])).toEqual([200, undefined, null]);
  });

  it('keeps its collection, whole, as when it is built', async () => {
    const { notes } = await begin('restrict');
    // None is left of those that are entered.
    for (const id of notes.slice(0, OLD / 2)) await remove('notes', id);
    expect(read('SELECT 1 FROM relation_links')).toEqual([]);
    const answer = await owner.send('DELETE', '/admin/collections/wards');
    expect([answer.status, answer.error?.message]).toEqual([
      409,
      'Records refer to those of this collection: notes.ward',
    ]);
    expect(count('wards')).toBe(2);
  });

  it('keeps its collection while that is not known', async () => {
    await begin('restrict', MANY);
    const answer = await owner.send('DELETE', '/admin/collections/wards');
    expect([answer.status, answer.error?.message]).toEqual([503, GATHERED]);
    expect(count('wards')).toBe(2);
  });

  it('goes with a user who is removed as soon as it is built', async () => {
    await begin('cascade', MANY);
    const removal = owner.send('DELETE', `/admin/users/${user.user.id}?records=delete`);
    while (read('SELECT 1 FROM user_removals').length === 0)
      await new Promise((resolve) => setImmediate(resolve));
    await go();
    expect((await removal).data).toEqual({ deleted: true });
    expect([count('wards'), count('notes')]).toEqual([0, 0]);
  });
});
