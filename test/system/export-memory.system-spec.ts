import { request } from 'node:http';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Api } from '../support/api.js';
import { signInOperator, signUp, TEST_KEY, TEST_OPERATOR } from '../support/instance.js';
import { type Program, startProgram } from '../support/program.js';
import { residentMiB, uploadBig } from '../support/transfers.js';

const MiB = 1024 * 1024;
/** What an export may take, whatever the size of what it exports. */
const FLAT_MIB = 30;

let program: Program;
let headers: Record<string, string>;
const dataDir = mkdtempSync(join(tmpdir(), 'appbase-'));

beforeAll(async () => {
  program = await startProgram({
    dataDir,
    settings: {
      APPBASE_MAX_UPLOAD_BYTES: String(500 * MiB),
      APPBASE_OPERATOR_EMAIL: TEST_OPERATOR.email,
      APPBASE_OPERATOR_PASSWORD: TEST_OPERATOR.password,
    },
  });
  headers = (await signUp({ url: program.url, apiKey: TEST_KEY })).headers;
});
afterAll(async () => {
  await program.end();
  rmSync(dataDir, { recursive: true, force: true });
});

async function fill(batches: number): Promise<void> {
  const api = new Api(program.url, headers);
  const text = 'x'.repeat(4_000);
  for (let batch = 0; batch < batches; batch++) {
    const operations = Array.from({ length: 100 }, (_, n) => ({
      op: 'create',
      collection: 'notes',
      data: { n, text },
    }));
    expect((await api.post('/db/batch', { operations })).status).toBe(200);
  }
}

/** Reads an export to its end; how many bytes came, and the most memory meanwhile. */
async function exported(cookie: string): Promise<{ bytes: number; highest: number }> {
  const seen = [residentMiB(program.process.pid!)];
  const timer = setInterval(() => seen.push(residentMiB(program.process.pid!)), 50);
  const asking = request(`${program.url}/admin/export`, { agent: false, headers: { cookie } });
  asking.end();
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  let bytes = 0;
  for await (const chunk of answer) bytes += (chunk as Buffer).length;
  clearInterval(timer);
  return { bytes, highest: Math.max(...seen) };
}

it('exports 80 MB of records and a file of 500 MB with flat memory', async () => {
  const { cookie } = await signInOperator({ url: program.url });
  await fill(20);
  await uploadBig(program.url, headers, 20 * MiB);
  const small = await exported(cookie);
  await fill(180);
  await uploadBig(program.url, headers, 500 * MiB);
  const large = await exported(cookie);
  expect(large.bytes).toBeGreaterThan(small.bytes * 5);
  expect(large.highest - small.highest).toBeLessThan(FLAT_MIB);
});
