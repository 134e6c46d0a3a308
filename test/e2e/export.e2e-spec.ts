import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import yauzl from 'yauzl';
import { Database } from '../../src/database/database.js';
import { Scrub } from '../../src/storage/blobs/scrub.js';
import {
  signInOperator,
  signUp,
  startTestInstance,
  type TestInstance,
} from '../support/instance.js';

const fromBuffer = promisify<Buffer, yauzl.Options, yauzl.ZipFile>(yauzl.fromBuffer);

/** The entries of a zip by name. */
async function unzip(bytes: Buffer): Promise<Map<string, string>> {
  const zip = await fromBuffer(bytes, { lazyEntries: true });
  const open = promisify(zip.openReadStream.bind(zip)) as (
    entry: yauzl.Entry,
  ) => Promise<NodeJS.ReadableStream>;
  const entries = new Map<string, string>();
  return new Promise((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: yauzl.Entry) => {
      open(entry)
        .then(async (stream) => {
          entries.set(entry.fileName, await text(stream));
          zip.readEntry();
        })
        .catch(reject);
    });
    zip.readEntry();
  });
}

describe('GET /admin/export (promise 5)', () => {
  let instance: TestInstance;
  let entries: Map<string, string>;
  let userId: string;
  const lines = (name: string) =>
    entries
      .get(name)!
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  beforeAll(async () => {
    instance = await startTestInstance();
    const { user, headers } = await signUp(instance, '+cmd@example.org');
    userId = user.id;
    const create = (collection: string, data: object) =>
      fetch(`${instance.url}/db/collections/${collection}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ data }),
      });
    for (let n = 0; n < 30; n++) await create('notes', { n, text: 'ä\n"x"' });
    await create('tasks', { done: false });
    const send = async (method: string, path: string, text: string) => {
      const form = new FormData();
      form.set('file', new Blob([text], { type: 'text/plain' }), '../../evil.txt');
      const url = `${instance.url}/storage/buckets/docs/${path}`;
      const sent = await fetch(url, { method, headers, body: form });
      return (await sent.json()) as { data: { file: { id: string } } };
    };
    const { data } = await send('POST', 'upload', 'first words');
    await send('PUT', data.file.id, 'hello file');
    const answer = await fetch(`${instance.url}/admin/export`, {
      headers: await signInOperator(instance),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/zip');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="appbase-app_\w+-\d{4}-\d\d-\d\d\.zip"$/,
    );
    entries = await unzip(Buffer.from(await answer.arrayBuffer()));
  });
  afterAll(() => instance.destroy());

  it('runs no more than two at a time, and lets the next one in when one has ended (ASVS 2.4.1)', async () => {
    const headers = await signInOperator(instance);
    const ask = (signal?: AbortSignal) =>
      fetch(`${instance.url}/admin/export`, { headers, ...(signal && { signal }) });
    const big = new FormData();
    big.set('file', new Blob([randomBytes(32 * 1024 * 1024)]), 'big.bin');
    const url = `${instance.url}/storage/buckets/big/upload`;
    const { headers: user } = await signUp(instance);
    expect((await fetch(url, { method: 'POST', headers: user, body: big })).status).toBe(201);
    const leave = new AbortController();
    // Nobody reads their bodies: they go on.
    const open = [await ask(leave.signal), await ask(leave.signal)];
    expect(open.map(({ status }) => status)).toEqual([200, 200]);
    const third = await ask();
    expect(third.status).toBe(503);
    expect(third.headers.get('retry-after')).toBe('30');
    expect(await third.json()).toMatchObject({ error: { code: 'UNAVAILABLE' } });
    leave.abort();
    let next = await ask();
    while (next.status === 503) next = await ask();
    expect(next.status).toBe(200);
    await next.arrayBuffer();
  });

  it('holds every record by collection', () => {
    expect(lines('collections/notes.ndjson')).toHaveLength(30);
    expect(lines('collections/notes.ndjson')[29]).toEqual({
      id: expect.any(String),
      collection: 'notes',
      ownerId: userId,
      data: { n: 29, text: 'ä\n"x"' },
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect(lines('collections/tasks.ndjson')).toHaveLength(1);
  });

  it('holds all versions of the files, under paths that no user has chosen', () => {
    const [old, newest, ...more] = lines('files.ndjson');
    expect(more).toEqual([]);
    expect(old).toMatchObject({ bucket: 'docs', size: 11, version: 1, newest: false });
    expect(entries.get(old!['path'] as string)).toBe('first words');
    expect(newest).toMatchObject({ id: old!['id'], size: 10, version: 2, newest: true });
    expect(entries.get(newest!['path'] as string)).toBe('hello file');
    expect([...entries.keys()].join()).not.toContain('..');
  });

  it('holds users without hashes, with formulas made harmless (ASVS 1.2.10)', () => {
    const csv = entries.get('users.csv')!;
    expect(csv.split('\n')[0]).toBe('id,email,banned,createdAt,updatedAt,customIdentity');
    expect(csv).toContain(`${userId},'+cmd@example.org,false,`);
    expect(csv).not.toContain('argon2');
  });

  it('holds the audit, the settings and what it is', () => {
    const actions = lines('audit.ndjson').map(({ action }) => action);
    expect(actions).toContain('record.create');
    expect(actions.at(-1)).toBe('export.create');
    expect(JSON.parse(entries.get('manifest.json')!)).toMatchObject({
      format: 'appbase-export/1',
      collections: ['notes', 'tasks'],
    });
    expect(JSON.parse(entries.get('settings.json')!)).toMatchObject({ userLookup: false });
  });

  it('marks bytes that are damaged, and names those that it could not read', async () => {
    const { headers } = await signUp(instance);
    const files: { id: string; path: string }[] = [];
    for (const name of ['changed', 'missing']) {
      const form = new FormData();
      form.set('file', new Blob([name]), name);
      const url = `${instance.url}/storage/buckets/lost/upload`;
      const sent = await fetch(url, { method: 'POST', headers, body: form });
      const { data } = (await sent.json()) as { data: { file: { id: string } } };
      const { blob } = instance.server.app
        .get(Database, { strict: false })
        .read((db) =>
          db.get<{ blob: string }>('SELECT blob FROM files WHERE id = ?', data.file.id)!,
        );
      const path = join(instance.dataDir, 'storage', blob.slice(0, 2), blob.slice(2, 4), blob);
      files.push({ id: data.file.id, path });
    }
    writeFileSync(files[0]!.path, 'CHANGED');
    rmSync(files[1]!.path);
    await instance.server.app.get(Scrub, { strict: false }).run();
    const answer = await fetch(`${instance.url}/admin/export`, {
      headers: await signInOperator(instance),
    });
    const found = await unzip(Buffer.from(await answer.arrayBuffer()));
    const told = found.get('files.ndjson')!.trimEnd().split('\n');
    const lost = told
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ bucket }) => bucket === 'lost');
    expect(lost).toMatchObject([
      { id: files[0]!.id, damaged: 'changed' },
      { id: files[1]!.id, damaged: 'missing' },
    ]);
    expect(found.get(lost[0]!['path'] as string)).toBe('CHANGED');
    const leftOut = { path: lost[1]!['path'], reason: 'missing' };
    expect(found.get('left-out.ndjson')).toBe(`${JSON.stringify(leftOut)}\n`);
    expect(entries.has('left-out.ndjson')).toBe(false);
  });

  it('holds no secret anywhere (list 4.2 row 27)', () => {
    const all = [...entries.values()].join();
    expect(all).not.toMatch(/argon2|password_hash|hs_live_k{10}/);
  });

  it('stops when the reader goes away, and the server goes on', async () => {
    const headers = await signInOperator(instance);
    const abort = new AbortController();
    const answer = await fetch(`${instance.url}/admin/export`, { headers, signal: abort.signal });
    expect(answer.status).toBe(200);
    abort.abort();
    expect((await fetch(`${instance.url}/health`)).status).toBe(200);
  });
});
