import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCaller, type Caller, storedFiles } from '../support/files.js';
import {
  type OperatorHeaders,
  signInOperator,
  startTestInstance,
  type TestInstance,
} from '../support/instance.js';

describe('buckets and files for operators', () => {
  let instance: TestInstance;
  let operator: OperatorHeaders;
  let ann: Caller;
  let bob: Caller;

  beforeAll(async () => {
    instance = await startTestInstance();
    operator = await signInOperator(instance);
    ann = await aCaller(instance);
    bob = await aCaller(instance);
  });
  afterAll(() => instance.destroy());

  const call = async (path: string, method = 'GET', body?: unknown) => {
    const answer = await fetch(instance.url + path, {
      method,
      headers: {
        ...(operator as unknown as Record<string, string>),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as { data: never } };
  };

  it('are listed over all owners, with what they take', async () => {
    const one = await ann.store('photos', 'four', 'a.txt');
    const two = await bob.store('photos', 'sixsix', 'b.txt');
    await bob.store('papers', 'x', 'c.txt');
    expect((await call('/admin/buckets')).body.data).toEqual({
      items: [
        {
          name: 'papers',
          access: 'owner',
          fileCount: 1,
          totalBytes: 1,
          createdAt: expect.any(String),
        },
        {
          name: 'photos',
          access: 'owner',
          fileCount: 2,
          totalBytes: 10,
          createdAt: expect.any(String),
        },
      ],
      total: 2,
    });
    expect((await call('/admin/storage/usage')).body.data).toEqual({
      totalFiles: 3,
      totalBytes: 11,
      byBucket: [
        { bucket: 'papers', fileCount: 1, totalBytes: 1 },
        { bucket: 'photos', fileCount: 2, totalBytes: 10 },
      ],
    });
    expect((await call('/admin/buckets/photos/files')).body.data).toEqual({
      items: [one.file, two.file],
      total: 2,
    });
    expect((await call('/admin/buckets/photos/files?limit=1')).body.data).toEqual({
      items: [one.file],
      total: 2,
      nextCursor: one.file.id,
    });
  });

  it('can be read, linked to and deleted', async () => {
    const { file, url } = await ann.store('work', 'hello');
    const path = `/admin/buckets/work/files/${file.id}`;
    const headers = operator as unknown as Record<string, string>;
    const bytes = await fetch(instance.url + path, { headers });
    expect([bytes.status, await bytes.text()]).toEqual([200, 'hello']);
    expect(bytes.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
    expect((await fetch(instance.url + path, { headers: ann.headers })).status).toBe(403);
    expect((await call(`${path}/versions`)).body.data).toMatchObject({ total: 1 });
    const link = await call(`${path}/url`, 'POST', { expiresIn: 60 });
    expect(link.status).toBe(201);
    const { url: signed } = link.body.data as { url: string };
    expect(await (await fetch(instance.url + signed)).text()).toBe('hello');
    const told = await call('/admin/audit-log?action=file.link');
    const { items } = told.body.data as { items: object[] };
    expect(items).toMatchObject([
      { resource: 'file', resourceId: file.id, metadata: { bucket: 'work' } },
    ]);
    expect(JSON.stringify(items)).not.toContain(
      new URL(signed, instance.url).searchParams.get('signature'),
    );
    expect((await call(path, 'DELETE')).body.data).toEqual({ deleted: true });
    expect((await ann.fetch(url)).status).toBe(404);
    expect((await call(path, 'DELETE')).status).toBe(404);
  });

  it('get rules, felt at once, and lose them', async () => {
    const { url } = await ann.store('board', 'for all');
    expect((await bob.fetch(url)).status).toBe(404);
    const put = await call('/admin/buckets/board', 'PUT', { access: 'members' });
    expect(put.body.data).toMatchObject({ name: 'board', access: 'members', fileCount: 1 });
    expect(await (await bob.fetch(url)).text()).toBe('for all');
    expect((await bob.fetch(url, { method: 'DELETE' })).status).toBe(403);
    await call('/admin/buckets/board', 'PUT', {});
    expect((await bob.fetch(url)).status).toBe(404);
    expect((await call('/admin/buckets/board', 'PUT', { access: 'everybody' })).status).toBe(400);
  });

  it('go as a whole, with their bytes', async () => {
    const before = storedFiles(instance);
    await ann.store('old', '1');
    await bob.store('old', '2');
    expect((await call('/admin/buckets/old', 'DELETE')).body.data).toEqual({
      deleted: true,
      files: 2,
    });
    expect(storedFiles(instance)).toEqual(before);
    expect((await call('/admin/buckets/old')).status).toBe(404);
    expect((await call('/admin/buckets/old', 'DELETE')).status).toBe(404);
  });
});
