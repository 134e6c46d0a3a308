import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { REMOVAL_SLICE } from '../../src/auth/user-remover.js';
import { Database } from '../../src/database/database.js';
import { Api } from '../support/api.js';
import { authOf } from '../support/auth.js';
import {
  signInOperator,
  signUp,
  startTestInstance,
  TEST_PASSWORD,
  type TestInstance,
  type TestUser,
} from '../support/instance.js';

const MANY = REMOVAL_SLICE * 20 + 1;

describe('removing a user who has a lot', () => {
  let instance: TestInstance;
  let owner: Api;
  let user: TestUser;
  let api: Api;

  beforeEach(async () => {
    instance = await startTestInstance();
    owner = new Api(instance.url, await signInOperator(instance));
    user = await signUp(instance, 'much@example.test');
    api = new Api(instance.url, user.headers);
  });
  afterEach(() => instance.destroy());

  const database = () => instance.server.app.get(Database, { strict: false });
  const count = (sql: string, ...values: unknown[]) =>
    database().read((db) => db.get<{ n: number }>(sql, ...values)!.n);
  const records = (userId = user.user.id) =>
    count('SELECT count(*) AS n FROM records WHERE owner_id = ?', userId);
  const audited = (action: string) =>
    count('SELECT count(*) AS n FROM audit_log WHERE action = ?', action);
  const fill = async (collection: string, total: number, data: object = {}) => {
    const ids: string[] = [];
    for (let made = 0; made < total; made += 100) {
      const operations = Array.from({ length: Math.min(100, total - made) }, (_, n) => ({
        op: 'create',
        collection,
        data: { n: made + n, ...data },
      }));
      const answer = await api.post<{ results: { id: string }[] }>('/db/batch', { operations });
      ids.push(...answer.data.results.map(({ id }) => id));
    }
    return ids;
  };
  const remove = () => owner.send('DELETE', `/admin/users/${user.user.id}?records=delete`);
  /** Resolves once some are gone and some are left. */
  const begun = async () => {
    while (records() === MANY) await new Promise((resolve) => setImmediate(resolve));
    expect(records()).toBeGreaterThan(0);
  };

  it('shuts the user out first and lets others write between the slices', async () => {
    await fill('notes', MANY);
    await api.upload('scans', 'a.bin', new Uint8Array([1, 2, 3]));
    const other = new Api(instance.url, (await signUp(instance)).headers);
    const removal = remove();
    await begun();
    expect(count('SELECT banned AS n FROM users WHERE id = ?', user.user.id)).toBe(1);
    expect(count('SELECT count(*) AS n FROM sessions WHERE user_id = ?', user.user.id)).toBe(0);
    const unban = await owner.post(`/admin/users/${user.user.id}/unban`);
    expect([unban.status, unban.error?.code]).toEqual([409, 'CONFLICT']);
    expect((await other.post('/db/collections/notes', { data: {} })).status).toBe(201);
    expect((await api.get('/auth/me')).status).toBe(401);
    // Asking twice is one removal.
    expect((await remove()).data).toEqual({ deleted: true });
    expect((await removal).data).toEqual({ deleted: true });
    expect(records()).toBe(0);
    expect((await owner.get(`/admin/users/${user.user.id}`)).status).toBe(404);
    expect(audited('record.delete')).toBe(MANY);
    expect([audited('user.delete-begin'), audited('user.delete')]).toEqual([1, 1]);
    expect(count('SELECT count(*) AS n FROM user_removals')).toBe(0);
    await signUp(instance, 'much@example.test');
  });

  it('goes on after a restart', async () => {
    await fill('notes', MANY);
    const removal = remove();
    await begun();
    const { dataDir } = instance;
    await instance.close();
    const answer = await removal.catch(() => undefined);
    expect([503, undefined]).toContain(answer?.status);
    instance = await startTestInstance({ APPBASE_DATA_DIR: dataDir });
    while (records() > 0 || count('SELECT count(*) AS n FROM users WHERE id = ?', user.user.id) > 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(audited('record.delete')).toBe(MANY);
    expect(audited('user.delete')).toBe(1);
  });

  it('finds an order in which what refers goes before what it refers to', async () => {
    const [target] = await fill('a-wards', 1);
    await owner.send('PUT', '/admin/collections/z-patients', {
      relations: { ward: { collection: 'a-wards', onDelete: 'restrict' } },
    });
    await fill('z-patients', MANY, { ward: target });
    expect((await remove()).data).toEqual({ deleted: true });
    expect(records()).toBe(0);
  });

  describe('whose records hold each other', () => {
    /** Every write of the removal leaves each reference leading somewhere. */
    const watchLinks = () => {
      const dangling: unknown[] = [];
      const { write } = database();
      database().write = (work) =>
        write.call(database(), (db) => {
          const result = work(db);
          dangling.push(
            ...db.all(`SELECT r.collection, r.id, f.key FROM records r, json_each(r.data) f
              WHERE f.key IN ('next', 'previous', 'chat', 'last', 'folder')
              AND NOT EXISTS (SELECT 1 FROM records t WHERE t.id = f.value)`),
          );
          return result;
        }) as never;
      return dangling;
    };
    const declare = (collection: string, relations: object) =>
      owner.send('PUT', `/admin/collections/${collection}`, { access: 'members', relations });
    const set = async (collection: string, all: (readonly [string, object])[]) => {
      for (let at = 0; at < all.length; at += 100) {
        const operations = all
          .slice(at, at + 100)
          .map(([id, data]) => ({ op: 'patch', collection, id, data }));
        expect((await api.post('/db/batch', { operations })).status).toBe(200);
      }
    };
    /** Each refers to the one before and the one after: none is free while another one is there. */
    const ring = async (collection: string, size: number) => {
      await declare(collection, {
        next: { collection, onDelete: 'restrict' },
        previous: { collection, onDelete: 'restrict' },
      });
      const ids = await fill(collection, size);
      const of = (at: number) => ids.at(at % size);
      await set(
        collection,
        ids.map((id, at) => [id, { next: of(at + 1), previous: of(at - 1) }] as const),
      );
      return ids;
    };

    it.each([3, 12])('lets a ring of %i slices go at once', async (slices) => {
      await ring('ring', REMOVAL_SLICE * slices + 1);
      await fill('notes', REMOVAL_SLICE + 1);
      const dangling = watchLinks();
      expect(await remove()).toMatchObject({ data: { deleted: true } });
      expect([records(), count('SELECT count(*) AS n FROM relation_links')]).toEqual([0, 0]);
      expect(dangling).toEqual([]);
    });

    it('takes what is free first, where few hold many that lead back to them', async () => {
      await declare('chats', { last: { collection: 'messages', onDelete: 'restrict' } });
      await declare('messages', { chat: { collection: 'chats', onDelete: 'restrict' } });
      const chats = await fill('chats', 3);
      for (const chat of chats) {
        const messages = await fill('messages', REMOVAL_SLICE + 50, { chat });
        await set('chats', [[chat, { last: messages.at(-1) }]]);
      }
      const dangling = watchLinks();
      expect(await remove()).toMatchObject({ data: { deleted: true } });
      expect([records(), dangling]).toEqual([0, []]);
    });

    it('sees what holds a record of somebody else that goes along', async () => {
      await declare('z-folders', { last: { collection: 'a-locks', onDelete: 'restrict' } });
      await declare('notes', { folder: { collection: 'z-folders', onDelete: 'cascade' } });
      await declare('a-locks', { next: { collection: 'notes', onDelete: 'restrict' } });
      const [lock] = await fill('a-locks', 1);
      await fill('m-many', REMOVAL_SLICE + 1);
      const [folder] = await fill('z-folders', 1, { last: lock });
      const mine = api;
      const other = await signUp(instance);
      api = new Api(instance.url, other.headers);
      const [note] = await fill('notes', 1, { folder });
      api = mine;
      await set('a-locks', [[lock!, { next: note }]]);
      expect(await remove()).toMatchObject({ data: { deleted: true } });
      expect([records(), records(other.user.id)]).toEqual([0, 0]);
    });

    it('stops all the same where somebody else holds one, and breaks no ring', async () => {
      const size = REMOVAL_SLICE * 2;
      const ids = await ring('ring', size);
      await fill('notes', 1);
      await declare('pins', { next: { collection: 'ring', onDelete: 'restrict' } });
      const other = new Api(instance.url, (await signUp(instance)).headers);
      const pin = await other.post('/db/collections/pins', { data: { next: ids[0] } });
      expect(pin.status).toBe(201);
      const dangling = watchLinks();
      expect(await remove()).toMatchObject({ status: 409, error: { code: 'CONFLICT' } });
      expect(count("SELECT count(*) AS n FROM records WHERE collection = 'ring'")).toBe(size);
      expect(dangling).toEqual([]);
    });
  });

  it('stops where a record of somebody else holds on, and gives the account back', async () => {
    await owner.send('PUT', '/admin/collections/patients', {
      relations: { ward: { collection: 'wards', onDelete: 'restrict' } },
    });
    await owner.send('PUT', '/admin/collections/wards', { access: 'members' });
    const [held] = await fill('wards', MANY);
    const other = new Api(instance.url, (await signUp(instance)).headers);
    const patient = await other.post('/db/collections/patients', { data: { ward: held } });
    expect(patient.status).toBe(201);
    const answer = await remove();
    expect([answer.status, answer.error?.code]).toEqual([409, 'CONFLICT']);
    expect(records()).toBeGreaterThan(0);
    expect(audited('user.delete-stopped')).toBe(1);
    expect((await authOf(instance).login('much@example.test', TEST_PASSWORD)).status).toBe(200);
  });

  it('makes no write long that removes few records of which each takes many along', async () => {
    const most = 1000;
    const each = 600;
    await owner.send('PUT', '/admin/collections/wards', { access: 'members' });
    await owner.send('PUT', '/admin/collections/patients', {
      relations: { ward: { collection: 'wards', onDelete: 'cascade' } },
    });
    const wards = await fill('wards', 4);
    const mine = api;
    const other = await signUp(instance);
    api = new Api(instance.url, other.headers);
    for (const ward of wards) await fill('patients', each, { ward });
    api = mine;
    const written: number[] = [];
    const { write } = database();
    database().write = (work) =>
      write.call(database(), (db) => {
        const before = db.get<{ n: number }>('SELECT total_changes() AS n')!.n;
        const gone = () => db.get<{ n: number }>('SELECT count(*) AS n FROM records')!.n;
        const there = gone();
        const result = work(db);
        if (db.get<{ n: number }>('SELECT total_changes() AS n')!.n > before)
          written.push(there - gone());
        return result;
      }) as never;
    expect((await remove()).data).toEqual({ deleted: true });
    expect(written.reduce((sum, n) => sum + n, 0)).toBe(4 * (each + 1));
    expect(Math.max(...written)).toBeLessThan(most + each + 1);
    expect([records(), records(other.user.id)]).toEqual([0, 0]);
    expect([audited('user.delete-begin'), audited('user.delete')]).toEqual([1, 1]);
  });
});
