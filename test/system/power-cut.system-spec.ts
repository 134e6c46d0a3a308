import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import BetterSqlite3 from 'better-sqlite3';
import { Api } from '../support/api.js';
import { describeAsRoot, LoopDisk } from '../support/disks.js';
import { type Program, startProgram } from '../support/program.js';

/** 100 or more on demand (`POWER_CUTS=100`); fewer when all tests run. */
const CUTS = Number(process.env['POWER_CUTS'] ?? 4);
const WRITER = fileURLToPath(new URL('../support/careless-writer.mjs', import.meta.url));

describeAsRoot('power cut (reliability)', () => {
  let disk: LoopDisk;

  beforeEach(() => {
    disk = new LoopDisk(96);
  });
  afterEach(() => disk.remove());

  it(
    `loses no acknowledged record or file in ${CUTS} cuts`,
    async () => {
      const settings = { APPBASE_ACCESS_TOKEN_TTL: '3600' };
      const program = await startProgram({ dataDir: join(disk.path, 'data'), settings });
      try {
        const api = await new Api(program.url).signUp('nurse@clinic.example');
        const acknowledged = { records: [] as string[], files: new Map<string, string>() };
        const writing = writeUntil(api, acknowledged);
        for (let cut = 0; cut < CUTS; cut++) {
          const goal = acknowledged.records.length + 40;
          while (acknowledged.records.length < goal) await turn();
          const before = {
            records: [...acknowledged.records],
            files: new Map(acknowledged.files),
          };
          await frozen(program, async () => {
            const copy = disk.cut(`cut-${cut}`);
            try {
              expect(await missing(join(copy.path, 'data'), before)).toEqual([]);
            } finally {
              copy.remove();
            }
          });
        }
        writing.stop();
        await writing.ended;
      } finally {
        await program.end('SIGKILL');
      }
    },
    240_000 + CUTS * 10_000,
  );

  it('would lose some with synchronous = NORMAL (the control)', async () => {
    const lost = await lostByWriter(disk, 'NORMAL');
    expect(lost).toBeGreaterThan(0);
  });

  it('loses none of the same writer with synchronous = FULL', async () => {
    expect(await lostByWriter(disk, 'FULL')).toBe(0);
  });
});

/** It stays stopped while the copy is looked at, so that the disk does not fill meanwhile. */
async function frozen(program: Program, work: () => Promise<void>): Promise<void> {
  program.process.kill('SIGSTOP');
  try {
    await work();
  } finally {
    program.process.kill('SIGCONT');
  }
}

function writeUntil(api: Api, acknowledged: { records: string[]; files: Map<string, string> }) {
  let stopped = false;
  const writer = async (name: number) => {
    for (let n = 0; !stopped; n++) {
      const record = await api.post<{ id: string }>('/db/collections/notes', { data: { n, name } });
      if (record.status === 201) acknowledged.records.push(record.data.id);
      if (n % 6 !== 0) continue;
      const bytes = randomBytes(30_000);
      const upload = await api.upload<{ file: { id: string } }>('scans', 'scan.bin', bytes);
      const sum = createHash('sha256').update(bytes).digest('hex');
      if (upload.status === 201) acknowledged.files.set(upload.data.file.id, sum);
    }
  };
  const ended = Promise.all([0, 1, 2, 3].map(writer));
  return {
    ended,
    stop: () => {
      stopped = true;
    },
  };
}

/** The acknowledged ids that a program started on the copy would not have. */
async function missing(
  dataDir: string,
  { records, files }: { records: string[]; files: Map<string, string> },
): Promise<string[]> {
  const restarted = await startProgram({ dataDir });
  try {
    const db = new BetterSqlite3(join(dataDir, 'app.sqlite'), { readonly: true });
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    const stored = new Set(db.prepare('SELECT id FROM records').pluck().all());
    db.close();
    const api = await new Api(restarted.url).post<{ accessToken: string }>('/auth/login', {
      email: 'nurse@clinic.example',
      password: 'a long enough pass phrase',
    });
    const headers = {
      ...new Api('').headers,
      authorization: `Bearer ${api.data.accessToken}`,
    };
    const lost = records.filter((id) => !stored.has(id));
    for (const [id, sum] of files) {
      const answer = await fetch(`${restarted.url}/storage/buckets/scans/${id}`, { headers });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (createHash('sha256').update(bytes).digest('hex') !== sum) lost.push(id);
    }
    return lost;
  } finally {
    await restarted.end('SIGKILL');
  }
}

/** How many acknowledged rows of a plain SQLite writer a cut loses. */
async function lostByWriter(disk: LoopDisk, synchronous: string): Promise<number> {
  const writer = spawn(process.execPath, [WRITER, join(disk.path, 'rows.sqlite'), synchronous]);
  let output = '';
  writer.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const rows = () => output.split('\n').length - 1;
  while (rows() < 500) await turn();
  const acknowledged = rows();
  writer.kill('SIGSTOP');
  const copy = disk.cut('rows');
  writer.kill('SIGKILL');
  const file = join(copy.path, 'rows.sqlite');
  let stored = 0;
  if (existsSync(file) && readdirSync(copy.path).length > 0) {
    const db = new BetterSqlite3(file);
    const table = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'rows'").get();
    stored =
      table === undefined ? 0 : (db.prepare('SELECT count(*) FROM rows').pluck().get() as number);
    db.close();
  }
  copy.remove();
  return Math.max(0, acknowledged - stored);
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 2));
