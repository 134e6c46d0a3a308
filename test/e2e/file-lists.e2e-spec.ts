import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { FileList } from '@appbase-pfe/types';
import { Database } from '../../src/database/database.js';
import { Api } from '../support/api.js';
import {
  signInOperator,
  signUp,
  startTestInstance,
  type TestInstance,
} from '../support/instance.js';

const MANY = 6_000;

/** One bucket with many files of Ann, which everybody may see only where they are hers. */
describe('lists of a bucket with many files (ASVS 15.2.2)', () => {
  let instance: TestInstance;
  let owner: Api;
  let ann: { id: string; api: Api };
  let bob: Api;
  const database = () => instance.server.app.get(Database, { strict: false });

  beforeAll(async () => {
    instance = await startTestInstance();
    owner = new Api(instance.url, await signInOperator(instance));
    const user = await signUp(instance);
    ann = { id: user.user.id, api: new Api(instance.url, user.headers) };
    bob = new Api(instance.url, (await signUp(instance)).headers);
    await database().write((db) => {
      db.run(
        "INSERT INTO buckets (name, file_count, total_bytes, created_at) VALUES ('b', 0, 0, 0)",
      );
      db.run(
        `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
         INSERT INTO files (id, bucket, owner_id, version, blob, filename, mime_type, sniffed_type,
           size, checksum, created_at, updated_at)
         SELECT printf('file-%06d', i), 'b', ?, 1, 'x' || i, 'f', 'text/plain', NULL, 1, 'c', 0, 0
         FROM n`,
        MANY,
        ann.id,
      );
    });
  });
  afterAll(() => instance.destroy());

  /** The answer, and whether a worker thread had to find it. */
  const list = async (api: Api, path: string) => {
    const spy = jest.spyOn(database(), 'readLong');
    const { data } = await api.get<FileList & { items?: FileList['files'] }>(path);
    const elsewhere = spy.mock.calls.length > 0;
    spy.mockRestore();
    const { files, items = files, total, nextCursor } = data;
    return { ids: items.map(({ id }) => id), total, nextCursor, elsewhere };
  };
  const declare = (access: unknown) => owner.send('PUT', '/admin/buckets/b', { access });
  const page = {
    ids: ['file-000001', 'file-000002'],
    total: MANY,
    nextCursor: 'file-000002',
    elsewhere: true,
  };

  it('looks at many of them off the main thread, for whoever sees them', async () => {
    expect(await list(ann.api, '/storage/buckets/b?limit=2')).toEqual(page);
    expect(await list(owner, '/admin/buckets/b/files?limit=2')).toEqual(page);
    const next = await list(ann.api, '/storage/buckets/b?limit=2&cursor=file-005999');
    expect(next).toEqual({ ...page, ids: ['file-006000'], nextCursor: undefined });
  });

  it('answers what an index has from the main thread', async () => {
    const none = { ids: [], total: 0, nextCursor: undefined, elsewhere: false };
    expect(await list(bob, '/storage/buckets/b?limit=2')).toEqual(none);
    await bob.upload('b', 'mine.txt', new Uint8Array([1]));
    const { total, elsewhere } = await list(bob, '/storage/buckets/b');
    expect([total, elsewhere]).toEqual([1, false]);
  });

  it('asks a rule that no index answers off the main thread', async () => {
    expect((await declare({ read: { filename: 'f' } })).status).toBe(200);
    const { ids, total, elsewhere } = await list(bob, '/storage/buckets/b?limit=1');
    expect([ids, total, elsewhere]).toEqual([['file-000001'], MANY, true]);
  });
});
