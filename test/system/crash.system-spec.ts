import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Api } from '../support/api.js';
import { openEventStream } from '../support/event-stream.js';
import { type Program, startProgram } from '../support/program.js';

/** 100 or more on demand (`CRASH_CYCLES=100`); fewer when all tests run. */
const CYCLES = Number(process.env['CRASH_CYCLES'] ?? 10);
const WRITERS = 6;
/** How many times as long as the first start a restart may take, whatever the log of the database holds. */
const TIMES = 4;

interface Acknowledged {
  records: Map<string, unknown>;
  files: Map<string, string>;
}

describe('killed while writing (reliability: crash loop)', () => {
  let dataDir: string;
  let program: Program;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'appbase-crash-'));
  });
  afterEach(async () => {
    await program.end('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  });

  it(
    `loses no acknowledged record, file, audit entry or event in ${CYCLES} kills, and is soon back`,
    async () => {
      const restarts: number[] = [];
      const acknowledged: Acknowledged = { records: new Map(), files: new Map() };
      const settings = { APPBASE_ACCESS_TOKEN_TTL: '3600' };
      program = await startProgram({ dataDir, settings });
      const { startedInMs } = program;
      const headers = (await new Api(program.url).signUp('nurse@clinic.example')).headers;
      const first = await new Api(program.url, headers).post<{ id: string }>(
        '/db/collections/notes',
        { data: { n: 'first' } },
      );
      acknowledged.records.set(first.data.id, { n: 'first' });

      for (let cycle = 0; cycle < CYCLES; cycle++) {
        const api = new Api(program.url, headers);
        const writers = Array.from({ length: WRITERS }, (_, n) =>
          writeUntilKilled(api, `${cycle}-${n}`, acknowledged),
        );
        const goal = acknowledged.records.size + 20 + Math.floor(Math.random() * 60);
        await untilSize(acknowledged.records, goal);
        await program.end('SIGKILL');
        await Promise.all(writers);
        program = await startProgram({ dataDir, settings });
        restarts.push(program.startedInMs);
      }
      // The middle one: another program may hold the machine up now and then.
      const middle = restarts.toSorted((a, b) => a - b)[Math.floor(CYCLES / 2)]!;
      expect(middle).toBeLessThan(startedInMs * TIMES);

      const api = new Api(program.url, headers);
      await expectStored(api, acknowledged);
      await expectReplayed(program.url, headers, acknowledged);
      await expectAudited(dataDir, acknowledged);
    },
    60_000 + CYCLES * 10_000,
  );
});

async function writeUntilKilled(api: Api, name: string, acknowledged: Acknowledged) {
  try {
    for (let n = 0; ; n++) {
      const data = { n: `${name}-${n}` };
      const record = await api.post<{ id: string }>('/db/collections/notes', { data });
      if (record.status === 201) acknowledged.records.set(record.data.id, data);
      if (n % 5 !== 0) continue;
      const bytes = randomBytes(20_000);
      const upload = await api.upload<{ file: { id: string } }>('scans', `${name}.bin`, bytes);
      if (upload.status === 201) acknowledged.files.set(upload.data.file.id, hash(bytes));
    }
  } catch {
    // The server has been killed: that ends this writer.
  }
}

async function untilSize(map: Map<string, unknown>, size: number): Promise<void> {
  while (map.size < size) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function expectStored(api: Api, { records, files }: Acknowledged): Promise<void> {
  const lost: string[] = [];
  for (const [id, data] of records) {
    const answer = await api.get<{ data: unknown }>(`/db/collections/notes/${id}`);
    if (JSON.stringify(answer.data?.data) !== JSON.stringify(data)) lost.push(id);
  }
  for (const [id, sum] of files) {
    const answer = await fetch(`${api.url}/storage/buckets/scans/${id}`, { headers: api.headers });
    if (hash(new Uint8Array(await answer.arrayBuffer())) !== sum) lost.push(id);
  }
  expect(lost).toEqual([]);
}

async function expectReplayed(
  url: string,
  headers: Record<string, string>,
  { records }: Acknowledged,
): Promise<void> {
  const stream = await openEventStream(`${url}/db/collections/notes/subscribe`, {
    ...headers,
    'last-event-id': '1',
  });
  const wanted = [...records.keys()].slice(1);
  const heard = () =>
    new Set(
      stream.events.map(({ data }) => (data as { record: { id: string } } | undefined)?.record.id),
    );
  await stream.until(() => {
    const ids = heard();
    return wanted.every((id) => ids.has(id));
  });
  const positions = stream.events.map(({ id }) => Number(id));
  expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => a - b));
  await stream.close();
}

async function expectAudited(dataDir: string, { records, files }: Acknowledged): Promise<void> {
  const file = readdirSync(dataDir).find((name) => name === 'app.sqlite')!;
  const db = new BetterSqlite3(join(dataDir, file), { readonly: true });
  const audited = (action: string) =>
    new Set(db.prepare('SELECT resource_id FROM audit_log WHERE action = ?').pluck().all(action));
  const created = audited('record.create');
  const uploaded = audited('file.upload');
  expect([...records.keys()].filter((id) => !created.has(id))).toEqual([]);
  expect([...files.keys()].filter((id) => !uploaded.has(id))).toEqual([]);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  db.close();
}

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
