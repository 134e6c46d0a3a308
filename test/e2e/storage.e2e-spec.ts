import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Caller, aCaller, formOf, storedFiles } from '../support/files.js';
import { startTestInstance, type TestInstance } from '../support/instance.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('files', () => {
  let instance: TestInstance;
  let ann: Caller;
  let bob: Caller;

  beforeAll(async () => {
    instance = await startTestInstance({ APPBASE_MAX_UPLOAD_BYTES: '100000' });
    ann = await aCaller(instance);
    bob = await aCaller(instance);
  });
  afterAll(() => instance.destroy());

  it('are stored with what was said of them', async () => {
    const answer = await ann.upload('notes', 'hello', 'Grüße.txt');
    expect(answer.status).toBe(201);
    const { success, data } = (await answer.json()) as {
      success: boolean;
      data: { file: { id: string; createdAt: string }; url: string };
    };
    const { id, createdAt } = data.file;
    expect({ success, data }).toEqual({
      success: true,
      data: {
        file: {
          id: expect.stringMatching(/^[A-Za-z0-9_-]{8,64}$/),
          bucket: 'notes',
          filename: 'Grüße.txt',
          mimeType: 'text/plain',
          size: 5,
          ownerId: ann.id,
          createdAt: new Date(createdAt).toISOString(),
          version: 1,
          checksum: sha256('hello'),
        },
        url: `/storage/buckets/notes/${id}`,
      },
    });
    const bytes = await ann.fetch(data.url);
    expect(bytes.status).toBe(200);
    expect(await bytes.text()).toBe('hello');
    const { headers } = bytes;
    expect(headers.get('content-type')).toBe('text/plain');
    expect(headers.get('content-length')).toBe('5');
    expect(headers.get('accept-ranges')).toBe('bytes');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
    expect(headers.get('content-disposition')).toBe(
      `inline; filename="Gr__e.txt"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.txt`,
    );
    expect(headers.get('last-modified')).toBe(new Date(createdAt).toUTCString());
    expect(headers.get('cache-control')).toBe('private, no-cache');
  });

  it('are listed oldest first, page by page', async () => {
    for (const text of ['1', '2', '3']) await ann.store('listed', text, `${text}.txt`);
    const page = async (query: string) => {
      const answer = await ann.fetch(`/storage/buckets/listed${query}`);
      const { data } = (await answer.json()) as {
        data: { files: { filename: string }[]; total: number; nextCursor?: string };
      };
      return { ...data, files: data.files.map((file) => file.filename) };
    };
    expect(await page('')).toEqual({ files: ['1.txt', '2.txt', '3.txt'], total: 3 });
    const first = await page('?limit=2');
    expect(first).toEqual({
      files: ['1.txt', '2.txt'],
      total: 3,
      nextCursor: expect.any(String),
    });
    expect(await page(`?limit=2&cursor=${first.nextCursor}`)).toEqual({
      files: ['3.txt'],
      total: 3,
    });
  });

  it('are not there for another user, on any route (4.2 row 21)', async () => {
    const { url } = await ann.store('private', 'secret');
    const etag = (await ann.fetch(url)).headers.get('etag')!;
    const tries: [string, RequestInit?][] = [
      [url],
      [url, { method: 'HEAD' }],
      [url, { headers: { range: 'bytes=0-1' } }],
      [url, { headers: { 'if-none-match': etag } }],
      [`${url}?version=1`],
      [`${url}/versions`],
      [`${url}/versions/1/restore`, { method: 'POST' }],
      [url, { method: 'PUT', body: formOf('mine') }],
      [url, { method: 'DELETE' }],
    ];
    for (const [path, init] of tries) {
      const answer = await bob.fetch(path, init);
      expect([path, init?.method, answer.status]).toEqual([path, init?.method, 404]);
      expect(await answer.text()).not.toContain('secret');
    }
    expect(await (await bob.fetch('/storage/buckets/private')).json()).toEqual({
      success: true,
      data: { files: [], total: 0 },
    });
    expect(await (await ann.fetch(url)).text()).toBe('secret');
  });

  it('want key and token before the body', async () => {
    const path = '/storage/buckets/notes/upload';
    const init = { method: 'POST', body: formOf('x') };
    const without = await fetch(instance.url + path, init);
    expect(await without.json()).toMatchObject({ error: { code: 'INVALID_API_KEY' } });
    const keyOnly = await fetch(instance.url + path, {
      ...init,
      headers: { 'x-api-key': instance.apiKey },
    });
    expect(await keyOnly.json()).toMatchObject({ error: { code: 'INVALID_TOKEN' } });
  });

  it('are gone with their bytes when they are deleted', async () => {
    const before = storedFiles(instance);
    const { url } = await ann.store('gone', 'x');
    const answer = await ann.fetch(url, { method: 'DELETE' });
    expect(await answer.json()).toEqual({ success: true, data: { deleted: true } });
    expect((await ann.fetch(url)).status).toBe(404);
    expect((await ann.fetch(url, { method: 'DELETE' })).status).toBe(404);
    expect(storedFiles(instance)).toEqual(before);
  });

  it('have versions that can be read and restored', async () => {
    const { url } = await ann.store('versions', 'one', 'one.txt');
    const put = await ann.fetch(url, { method: 'PUT', body: formOf('second', 'two.txt') });
    expect(put.status).toBe(200);
    expect(await put.json()).toMatchObject({
      data: { file: { version: 2, filename: 'two.txt', size: 6, checksum: sha256('second') } },
    });
    expect(await (await ann.fetch(url)).text()).toBe('second');
    expect(await (await ann.fetch(`${url}?version=1`)).text()).toBe('one');
    expect((await ann.fetch(`${url}?version=3`)).status).toBe(404);
    const restored = await ann.fetch(`${url}/versions/1/restore`, { method: 'POST' });
    expect(await restored.json()).toMatchObject({
      data: { file: { version: 3, filename: 'one.txt', size: 3 } },
    });
    expect(await (await ann.fetch(url)).text()).toBe('one');
    const { data } = (await (await ann.fetch(`${url}/versions`)).json()) as {
      data: { items: { version: number }[]; total: number };
    };
    expect(data.total).toBe(3);
    expect(data.items.map(({ version }) => version)).toEqual([1, 2, 3]);
    const before = storedFiles(instance).length;
    await ann.fetch(url, { method: 'DELETE' });
    expect(storedFiles(instance)).toHaveLength(before - 2);
  });

  it('leave nothing behind when they are too large', async () => {
    const before = storedFiles(instance);
    const answer = await ann.upload('large', 'x'.repeat(100_001));
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ error: { code: 'PAYLOAD_TOO_LARGE' } });
    expect(storedFiles(instance)).toEqual(before);
    expect((await ann.upload('large', 'x'.repeat(100_000))).status).toBe(201);
  });

  it('are written down in the audit', async () => {
    const { file } = await ann.store('audited', 'x');
    const db = instance.server.app.get((await import('../../src/database/database.js')).Database);
    const rows = db.read((connection) =>
      connection.all('SELECT action, actor FROM audit_log WHERE resource_id = ?', file.id),
    );
    expect(rows).toEqual([{ action: 'file.upload', actor: `user:${ann.id}` }]);
  });
});
