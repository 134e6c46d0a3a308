import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SignedLink, StoredFile } from '@appbase-pfe/types';
import { aCaller, type Caller, formOf, storedFiles, until } from '../support/files.js';
import {
  type OperatorHeaders,
  signInOperator,
  startTestInstance,
  type TestInstance,
} from '../support/instance.js';

describe('signed links', () => {
  let instance: TestInstance;
  let operator: OperatorHeaders;
  let ann: Caller;
  let file: StoredFile;

  beforeAll(async () => {
    instance = await startTestInstance();
    operator = await signInOperator(instance);
  });
  beforeEach(async () => {
    ann = await aCaller(instance);
    file = await ann.store('shared', 'one');
  });
  afterAll(() => instance.destroy());

  const open = (url: string, init?: RequestInit) => fetch(instance.url + url, init);
  const request = (body?: object) =>
    ann.fetch(`${file.url}/url`, {
      method: 'POST',
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  const sign = async (body?: object) => {
    const answer = await request(body);
    expect(answer.status).toBe(201);
    return ((await answer.json()) as { data: SignedLink }).data;
  };
  const asOperator = (path: string, method: string) =>
    open(path, { method, headers: operator as unknown as Record<string, string> });

  it('open a file without key and token', async () => {
    const { url, expiresAt } = await sign({ expiresIn: 60 });
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - 60_000)).toBeLessThan(10_000);
    const answer = await open(url);
    expect([answer.status, await answer.text()]).toEqual([200, 'one']);
    expect(answer.headers.get('content-disposition')).toBe('inline; filename="note.txt"');
    expect(answer.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
    const part = await open(url, { headers: { range: 'bytes=1-' } });
    expect([part.status, await part.text()]).toEqual([206, 'ne']);
    expect((await open(url, { method: 'HEAD' })).status).toBe(200);
    expect((await open(url, { method: 'DELETE' })).status).toBe(405);
  });

  it('live an hour unless said, and a week at most', async () => {
    const { expiresAt } = await sign();
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - 3_600_000)).toBeLessThan(10_000);
    for (const expiresIn of [0, -1, 1.5, '60', 604_801, null]) {
      expect((await request({ expiresIn })).status).toBe(400);
    }
    expect((await request({ expiresIn: 604_800 })).status).toBe(201);
  });

  it('show the current version, or the one they are bound to', async () => {
    const current = await sign();
    const bound = await sign({ version: 1 });
    await ann.fetch(file.url, { method: 'PUT', body: formOf('two') });
    expect(await (await open(current.url)).text()).toBe('two');
    expect(await (await open(bound.url)).text()).toBe('one');
    expect((await request({ version: 9 })).status).toBe(404);
  });

  it('cannot be bent to anything else', async () => {
    const other = await (await aCaller(instance)).store('shared', 'other');
    const { url } = await sign({ expiresIn: 60 });
    const change = (edit: (link: URL) => void) => {
      const link = new URL(url, instance.url);
      edit(link);
      return link.pathname + link.search;
    };
    const signature = new URL(url, instance.url).searchParams.get('signature')!;
    const bent = [
      url.replace(file.file.id, other.file.id),
      url.replace('/shared/', '/other/'),
      change((link) => link.searchParams.set('expires', '99999999999')),
      change((link) => link.searchParams.set('version', '1')),
      change((link) => link.searchParams.set('by', `user:${other.file.ownerId}`)),
      change((link) => link.searchParams.set('by', 'operator:x')),
      change((link) => link.searchParams.set('signature', '')),
      change((link) => link.searchParams.set('signature', 'A'.repeat(43))),
      change((link) => link.searchParams.set('signature', signature.slice(0, -2))),
    ];
    for (const path of bent) {
      const answer = await open(path);
      expect([path, answer.status]).toEqual([path, 403]);
      expect(await answer.json()).toMatchObject({ error: { code: 'FORBIDDEN' } });
    }
    expect((await open(change((link) => link.searchParams.delete('signature')))).status).toBe(400);
    expect((await open(change((link) => link.searchParams.append('by', 'x')))).status).toBe(400);
    expect((await open(url)).status).toBe(200);
  });

  it('end with their time', async () => {
    const { url, expiresAt } = await sign({ expiresIn: 1 });
    await until(() => Date.now() > Date.parse(expiresAt));
    expect((await open(url)).status).toBe(403);
  });

  it('end with the file', async () => {
    const { url } = await sign();
    await ann.fetch(file.url, { method: 'DELETE' });
    expect((await open(url)).status).toBe(404);
  });

  it('end with the account of their maker, banned or deleted', async () => {
    const { url } = await sign();
    await asOperator(`/admin/users/${ann.id}/ban`, 'POST');
    expect((await open(url)).status).toBe(403);
    await asOperator(`/admin/users/${ann.id}/unban`, 'POST');
    expect((await open(url)).status).toBe(200);
    await asOperator(`/admin/users/${ann.id}`, 'DELETE');
    expect((await open(url)).status).toBe(403);
  });

  it('are not made for files of others', async () => {
    const bob = await aCaller(instance);
    const answer = await bob.fetch(`${file.url}/url`, { method: 'POST' });
    expect(answer.status).toBe(404);
  });

  it('hold over a restart', async () => {
    const { url } = await sign();
    const { dataDir } = instance;
    await instance.close();
    instance = await startTestInstance({ APPBASE_DATA_DIR: dataDir });
    operator = await signInOperator(instance);
    expect((await open(url)).status).toBe(200);
  });

  it('and files go with a user whose records go, and stay otherwise', async () => {
    const bob = await aCaller(instance);
    const kept = await bob.store('shared', 'kept');
    await ann.fetch(file.url, { method: 'PUT', body: formOf('second version') });
    const before = storedFiles(instance).length;
    const view = await asOperator(`/admin/users/${ann.id}`, 'GET');
    expect(await view.json()).toMatchObject({ data: { counts: { files: 1 } } });
    await asOperator(`/admin/users/${bob.id}?records=keep`, 'DELETE');
    await asOperator(`/admin/users/${ann.id}?records=delete`, 'DELETE');
    await until(() => storedFiles(instance).length === before - 2);
    const rows = (await (await asOperator('/admin/buckets/shared/files', 'GET')).json()) as {
      data: { items: { id: string }[] };
    };
    const ids = rows.data.items.map(({ id }) => id);
    expect(ids).toContain(kept.file.id);
    expect(ids).not.toContain(file.file.id);
  });
});
