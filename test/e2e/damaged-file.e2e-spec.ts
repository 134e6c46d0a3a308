import { closeSync, mkdirSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditPage } from '@appbase-pfe/types';
import { Database } from '../../src/database/database.js';
import { DataFolder } from '../../src/database/data-folder.js';
import { IntegrityWatch } from '../../src/health/integrity-watch.js';
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
    await instance.close();
    const path = join(instance.dataDir, 'app.sqlite');
    const file = openSync(path, 'r+');
    const pages = Math.floor(statSync(path).size / PAGE);
    // The first pages hold what a start reads; the rest is turned.
    for (let page = Math.floor(pages / 2); page < pages; page += 3) {
      writeSync(file, Buffer.alloc(200, 0xa5), 0, 200, page * PAGE);
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
  it('is found by its checksum, logged and audited; the others are whole', async () => {
    const written: string[] = [];
    const log = { write: (line: string) => written.push(line) };
    const instance = await startTestInstance({ APPBASE_LOG_LEVEL: 'info' }, log);
    const api = new Api(instance.url, (await signUp(instance)).headers);
    const ids: string[] = [];
    for (const text of ['first', 'second', 'third']) {
      const bytes = new TextEncoder().encode(text.repeat(1000));
      const stored = await api.upload<{ file: { id: string } }>('scans', `${text}.txt`, bytes);
      ids.push(stored.data.file.id);
    }
    const scrub = instance.server.app.get(Scrub, { strict: false });
    expect(await scrub.run()).toBe(0);
    const { blob } = instance.server.app
      .get(Database, { strict: false })
      .read((db) => db.get<{ blob: string }>('SELECT blob FROM files WHERE id = ?', ids[1])!);
    const folder = join(instance.dataDir, 'storage');
    const path = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) =>
      name.endsWith(blob),
    )!;
    const file = openSync(join(folder, path), 'r+');
    writeSync(file, Buffer.from([0]), 0, 1, 100);
    closeSync(file);
    expect(await scrub.run()).toBe(1);
    expect(written.join('')).toContain('a stored file is damaged: restore a copy');
    // What can be opened and not read, as on a disk with bad sectors, is no reason to stop.
    rmSync(join(folder, path));
    mkdirSync(join(folder, path));
    expect(await scrub.run()).toBe(1);
    const owner = new Api(instance.url, await signInOperator(instance));
    const { data } = await owner.get<AuditPage>('/admin/audit-log?action=file.damaged');
    const told = { actor: 'system', resourceId: ids[1], metadata: { bucket: 'scans', version: 1 } };
    expect(data.items).toMatchObject([told, told]);
    await instance.destroy();
  });
});
