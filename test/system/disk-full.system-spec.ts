import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Api, type Answer } from '../support/api.js';
import { describeAsRoot, SmallDisk } from '../support/disks.js';
import { type Program, startProgram } from '../support/program.js';

type Stored = { id: string };

describeAsRoot('full disk (reliability)', () => {
  let disk: SmallDisk;
  let program: Program;

  beforeEach(() => {
    disk = new SmallDisk(8 * 1024);
  });
  afterEach(async () => {
    await program.end('SIGKILL');
    disk.remove();
  });

  const dataDir = () => join(disk.path, 'data');
  const blobs = () =>
    readdirSync(join(dataDir(), 'storage'), { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile(),
    ).length;

  it('answers 507, keeps reading, keeps what it acknowledged, and recovers without a restart', async () => {
    program = await startProgram({ dataDir: dataDir() });
    const api = await new Api(program.url).signUp('nurse@clinic.example');
    const text = 'x'.repeat(50_000);
    const acknowledged: string[] = [];

    let refused: Answer | undefined;
    while (refused === undefined) {
      const answer = await api.post<Stored>('/db/collections/notes', { data: { text } });
      if (answer.status === 201) acknowledged.push(answer.data.id);
      else refused = answer;
    }
    expect(refused.status).toBe(507);
    expect(refused.error).toEqual({
      code: 'INSUFFICIENT_STORAGE',
      message: expect.any(String),
      requestId: expect.any(String),
    });

    const before = blobs();
    const upload = await api.upload<unknown>('scans', 'scan.bin', randomBytes(2_000_000));
    expect(upload.status).toBe(507);
    expect(upload.error?.code).toBe('INSUFFICIENT_STORAGE');
    expect(blobs()).toBe(before);

    const read = await api.get<{ data: unknown }>(`/db/collections/notes/${acknowledged[0]}`);
    expect(read.status).toBe(200);
    expect(read.data.data).toEqual({ text });

    disk.resize(32 * 1024);
    const after = await api.post<Stored>('/db/collections/notes', { data: { text } });
    expect(after.status).toBe(201);
    acknowledged.push(after.data.id);

    await program.end('SIGTERM');
    const db = new BetterSqlite3(join(dataDir(), 'app.sqlite'), { readonly: true });
    expect(db.prepare('SELECT id FROM records ORDER BY id').pluck().all()).toEqual(
      acknowledged.toSorted(),
    );
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    db.close();
  });

  it('starts on a disk that was filled to the last byte after a crash', async () => {
    program = await startProgram({ dataDir: dataDir() });
    const api = await new Api(program.url).signUp('nurse@clinic.example');
    const created = await api.post<Stored>('/db/collections/notes', { data: { n: 1 } });
    await program.end('SIGKILL');
    disk.fill();
    program = await startProgram({ dataDir: dataDir() });
    const again = new Api(program.url, api.headers);
    const read = await again.get<{ data: unknown }>(`/db/collections/notes/${created.data.id}`);
    expect(read.status).toBe(200);
    expect(read.data.data).toEqual({ n: 1 });
  });
});
