import {
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditPage, HealthView, IntegrityView } from '@appbase-pfe/types';
import { Database } from '../../src/database/database.js';
import { DataFolder } from '../../src/database/data-folder.js';
import { Inspections } from '../../src/database/inspections.js';
import { HealthService } from '../../src/health/health.service.js';
import { IntegrityWatch } from '../../src/health/integrity-watch.js';
import { BlobError, BlobStore } from '../../src/storage/blobs/blob-store.js';
import { Scrub } from '../../src/storage/blobs/scrub.js';
import { Api } from '../support/api.js';
import {
  signInOperator,
  signUp,
  startTestInstance,
  type TestInstance,
} from '../support/instance.js';

const PAGE = 4096;

describe('a database file with bytes that turned (reliability: corrupt data)', () => {
  let instance: TestInstance;
  let api: Api;
  const written: string[] = [];
  const log = { write: (line: string) => written.push(line) };
  const settings = () => ({
    APPBASE_DATA_DIR: instance.dataDir,
    APPBASE_LOG_LEVEL: 'info',
  });
  const get = <T>(token: { prototype: T }): T =>
    instance.server.app.get<T>(token as never, { strict: false });

  beforeEach(async () => {
    written.length = 0;
    instance = await startTestInstance();
    api = new Api(instance.url, (await signUp(instance)).headers);
    for (let n = 0; n < 300; n++) {
      await api.post('/db/collections/notes', { data: { n, text: 'x'.repeat(1500) } });
    }
  });
  afterEach(() => instance.destroy());

  const ready = async () => {
    const answer = await fetch(`${instance.url}/health/ready`);
    return { status: answer.status, body: (await answer.json()) as { checks: object } };
  };

  it('is found, told, and takes no traffic any more', async () => {
    // Pages that a start does not read.
    const pages = get(Database).read((db) =>
      db.all<{ pageno: number }>("SELECT pageno FROM dbstat WHERE name = 'records'"),
    );
    expect(pages.length).toBeGreaterThan(100);
    await instance.close();
    const file = openSync(join(instance.dataDir, 'app.sqlite'), 'r+');
    for (const { pageno } of pages.slice(50)) {
      writeSync(file, Buffer.alloc(200, 0xa5), 0, 200, (pageno - 1) * PAGE);
    }
    closeSync(file);
    instance = await startTestInstance(settings(), log);
    await get(IntegrityWatch).check();
    expect(get(IntegrityWatch).damage).toEqual(expect.any(String));
    const { status, body } = await ready();
    expect(status).toBe(503);
    expect(body.checks).toMatchObject({
      database: { status: 'down', message: 'The database file is damaged: restore a backup' },
    });
    expect(written.join('')).toContain('the database file is damaged: restore a backup');
    expect((await fetch(`${instance.url}/health/live`)).status).toBe(200);
  });

  it('is known after a restart, too, until a look finds the file whole', async () => {
    await get(Inspections).finish('database', { damage: 'row 7 missing from index' });
    await instance.close();
    instance = await startTestInstance(settings(), log);
    expect((await ready()).status).toBe(503);
    await get(IntegrityWatch).check();
    await get(HealthService)['refresh']();
    expect((await ready()).status).toBe(200);
  });

  it('is not seen in one that is whole (the control), and a crash is noticed', async () => {
    await get(IntegrityWatch).check();
    expect(get(IntegrityWatch).damage).toBeUndefined();
    expect((await ready()).status).toBe(200);
    expect(get(DataFolder).leftInACrash).toBe(false);
    await instance.close();
    // What a killed process leaves: the log beside the file.
    closeSync(openSync(join(instance.dataDir, 'app.sqlite-wal'), 'w'));
    instance = await startTestInstance(settings(), log);
    expect(get(DataFolder).leftInACrash).toBe(true);
  });
});

describe('a stored file with bytes that turned (reliability: corrupt data)', () => {
  const written: string[] = [];
  let instance: TestInstance;
  let api: Api;
  let owner: Api;
  let ids: string[];
  const get = <T>(token: { prototype: T }): T =>
    instance.server.app.get<T>(token as never, { strict: false });
  const bytes = (text: string) => new TextEncoder().encode(text.repeat(1000));

  beforeEach(async () => {
    written.length = 0;
    const log = { write: (line: string) => written.push(line) };
    instance = await startTestInstance({ APPBASE_LOG_LEVEL: 'info' }, log);
    api = new Api(instance.url, (await signUp(instance)).headers);
    owner = new Api(instance.url, await signInOperator(instance));
    ids = [];
    for (const text of ['first', 'second', 'third']) {
      const stored = await api.upload<{ file: { id: string } }>('scans', text, bytes(text));
      ids.push(stored.data.file.id);
    }
  });
  afterEach(() => instance.destroy());

  const pathOf = (id: string) => {
    const { blob } = get(Database).read((db) =>
      db.get<{ blob: string }>('SELECT blob FROM files WHERE id = ?', id)!,
    );
    return join(instance.dataDir, 'storage', blob.slice(0, 2), blob.slice(2, 4), blob);
  };
  const turn = (path: string) => {
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.from([0]), 0, 1, 100);
    closeSync(file);
  };
  const audited = async () => {
    const { data } = await owner.get<AuditPage>('/admin/audit-log?limit=100');
    return data.items
      .filter(({ actor, resource }) => actor === 'system' && resource === 'file')
      .map(({ action, resourceId, metadata }) => [action, resourceId, metadata?.['finding']])
      .toReversed();
  };
  const integrity = async () => (await owner.get<IntegrityView>('/admin/integrity')).data.files;
  const files = async () => {
    await get(HealthService)['refresh']();
    const { checks } = (await (await fetch(`${instance.url}/health`)).json()) as HealthView;
    return checks['files'];
  };
  const path = (id: string) => `/storage/buckets/scans/${id}`;
  const status = async (id: string, init: RequestInit = {}) => {
    const headers = { ...api.headers, ...(init.headers as object) };
    const answer = await fetch(instance.url + path(id), { ...init, headers });
    await answer.arrayBuffer();
    return answer.status;
  };
  const DAMAGED = {
    code: 'INTERNAL_ERROR',
    message:
      'The stored bytes of this file are damaged: an operator must put a copy in their place',
    requestId: expect.any(String),
    details: { reason: 'file_damaged' },
  };

  it('is found by its checksum, told, and not served; the others are', async () => {
    await get(Scrub).run();
    expect(await integrity()).toEqual({
      checkedAt: expect.any(String),
      looked: 3,
      missing: 0,
      changed: 0,
      unreadable: 0,
      items: [],
    });
    expect(await files()).toEqual({ status: 'up', checkedAt: expect.any(String) });
    const etag = (await fetch(instance.url + path(ids[1]!), { headers: api.headers })).headers.get(
      'etag',
    )!;
    turn(pathOf(ids[1]!));
    await get(Scrub).run();
    await get(Scrub).run();
    expect(written.join('').match(/a stored file is damaged: restore a copy/g)).toHaveLength(1);
    expect(await audited()).toEqual([['file.damaged', ids[1], 'changed']]);
    expect(await integrity()).toMatchObject({
      looked: 3,
      changed: 1,
      items: [{ id: ids[1], bucket: 'scans', version: 1, filename: 'second', finding: 'changed' }],
    });
    expect(await files()).toMatchObject({
      status: 'degraded',
      message: 'Stored files are damaged',
    });
    expect((await fetch(`${instance.url}/health/ready`)).status).toBe(200);
    expect(await api.get(path(ids[1]!))).toMatchObject({ status: 500, error: DAMAGED });
    expect(await owner.get(`/admin/buckets/scans/files/${ids[1]}`)).toMatchObject({ status: 500 });
    expect([
      await status(ids[0]!),
      await status(ids[1]!, { method: 'HEAD' }),
      await status(ids[1]!, { headers: { range: 'bytes=0-9' } }),
      // A copy that somebody kept is as good as it was.
      await status(ids[1]!, { headers: { 'if-none-match': etag } }),
    ]).toEqual([200, 500, 500, 304]);
    const restored = await api.post(`${path(ids[1]!)}/versions/1/restore`);
    expect([restored.status, restored.error]).toEqual([500, DAMAGED]);
  });

  it('is whole again when a copy was put in its place', async () => {
    turn(pathOf(ids[0]!));
    rmSync(pathOf(ids[1]!));
    await get(Scrub).run();
    await get(Scrub).again();
    expect(await integrity()).toMatchObject({ missing: 1, changed: 1 });
    writeFileSync(pathOf(ids[0]!), bytes('first'));
    writeFileSync(pathOf(ids[1]!), bytes('second'));
    await get(Scrub).again();
    expect(await integrity()).toMatchObject({ missing: 0, changed: 0, items: [] });
    expect([await status(ids[0]!), await status(ids[1]!)]).toEqual([200, 200]);
    expect(await audited()).toEqual([
      ['file.damaged', ids[0], 'changed'],
      ['file.missing', ids[1], 'missing'],
      ['file.whole-again', expect.any(String), 'whole'],
      ['file.whole-again', expect.any(String), 'whole'],
    ]);
  });

  it('is noticed on the way, too, where bytes are missing', async () => {
    truncateSync(pathOf(ids[0]!), 10);
    rmSync(pathOf(ids[1]!));
    expect([await status(ids[0]!), await status(ids[1]!)]).toEqual([500, 500]);
    expect(await integrity()).toMatchObject({ missing: 1, changed: 1 });
    expect(await status(ids[1]!, { method: 'HEAD' })).toBe(500);
    // There again before anybody looked, as when a disk is mounted late.
    writeFileSync(pathOf(ids[1]!), bytes('second'));
    expect(await status(ids[1]!)).toBe(200);
    // Of a file that is gone nothing is left to tell.
    await api.send('DELETE', path(ids[0]!));
    await api.send('DELETE', path(ids[1]!));
    expect(await integrity()).toMatchObject({ missing: 0, changed: 0, items: [] });
    await get(Scrub).again();
    expect(get(Database).read((db) => db.all('SELECT * FROM blob_findings'))).toEqual([]);
  });

  it('that a disk does not give now is no damage, and is looked at again', async () => {
    const whole = pathOf(ids[0]!);
    rmSync(whole);
    mkdirSync(whole);
    await get(Scrub).run();
    expect(await audited()).toEqual([['file.unreadable', ids[0], 'unreadable']]);
    expect(await integrity()).toMatchObject({ looked: 3, unreadable: 1, missing: 0, changed: 0 });
    expect(await files()).toMatchObject({
      status: 'degraded',
      message: 'Stored files cannot be read',
    });
    rmdirSync(whole);
    writeFileSync(whole, bytes('first'));
    await get(Scrub).again();
    expect(await integrity()).toMatchObject({ unreadable: 0 });
    expect(await audited()).toHaveLength(2);
  });

  it.each(['busy', 'unreadable'] as const)(
    'is no damage where it is %s when it is asked for',
    async (kind) => {
      get(BlobStore).open = () => Promise.reject(new BlobError(kind, new Error('EMFILE')));
      const answer = await api.get(path(ids[0]!));
      expect([answer.status, answer.error?.code, answer.headers.get('retry-after')]).toEqual([
        503,
        'UNAVAILABLE',
        '5',
      ]);
      expect(await integrity()).toMatchObject({ missing: 0, changed: 0, unreadable: 0 });
    },
  );

  it('where no file can be opened the look waits, and goes on there', async () => {
    const store = get(BlobStore);
    const open = store.open.bind(store);
    const busy = pathOf(ids[1]!).slice(-32);
    const looked: string[] = [];
    store.open = (key) => {
      looked.push(key);
      if (key === busy) return Promise.reject(new BlobError('busy', new Error('EMFILE')));
      return open(key);
    };
    await get(Scrub).run();
    expect(await integrity()).toEqual({ ...NOTHING, looked: 0 });
    expect(written.join('')).toContain('the look at stored files waits: no file can be opened');
    store.open = (key) => {
      looked.push(key);
      return open(key);
    };
    await get(Scrub).run();
    expect(looked).toEqual([0, 1, 1, 2].map((at) => pathOf(ids[at]!).slice(-32)));
    expect(await integrity()).toMatchObject({ looked: 3, unreadable: 0 });
  });
  const NOTHING = { missing: 0, changed: 0, unreadable: 0, items: [] };

  it('where all are gone it is the folder: nothing counts as looked at', async () => {
    for (let n = 3; n < 150; n++) await api.upload('scans', 'more', bytes(`${n}`));
    renameSync(join(instance.dataDir, 'storage'), join(instance.dataDir, 'elsewhere'));
    await get(Scrub).run();
    await get(Scrub).run();
    expect(written.join('')).toContain('stored files are not there: look at the storage folder');
    expect(await integrity()).toMatchObject({ looked: 0, missing: 100 });
    expect((await integrity()).checkedAt).toBeUndefined();
    renameSync(join(instance.dataDir, 'elsewhere'), join(instance.dataDir, 'storage'));
    await get(Scrub).again();
    await get(Scrub).run();
    expect(await integrity()).toEqual({ ...NOTHING, looked: 150, checkedAt: expect.any(String) });
  });
});
