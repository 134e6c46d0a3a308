import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signUp, TEST_KEY } from '../support/instance.js';
import { type Program, startProgram } from '../support/program.js';
import { downloadBig, residentMiB, uploadBig } from '../support/transfers.js';

const MiB = 1024 * 1024;
const BYTES = 500 * MiB;
const AT_ONCE = 4;
/** How far memory may move while the transfers run, whatever the size of the files. */
const FLAT_MIB = 30;

describe('memory', () => {
  let program: Program;
  let headers: Record<string, string>;
  let urls: string[] = [];
  const dataDir = mkdtempSync(join(tmpdir(), 'appbase-'));

  beforeAll(async () => {
    const settings = { APPBASE_MAX_UPLOAD_BYTES: String(BYTES) };
    program = await startProgram({ dataDir, settings });
    headers = (await signUp({ url: program.url, apiKey: TEST_KEY })).headers;
    await transfer(20 * MiB);
  });
  afterAll(async () => {
    await program.end();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const four = <T>(work: (index: number) => Promise<T>) =>
    Promise.all(Array.from({ length: AT_ONCE }, (_, index) => work(index)));
  const transfer = async (bytes: number) => {
    urls = await four(() => uploadBig(program.url, headers, bytes));
    await four((index) => downloadBig(program.url + urls[index], headers));
  };
  /** The highest and the lowest memory while `work` runs. */
  const swing = async (work: () => Promise<unknown>) => {
    const seen = [residentMiB(program.process.pid!)];
    const timer = setInterval(() => seen.push(residentMiB(program.process.pid!)), 100);
    await work().finally(() => clearInterval(timer));
    return { highest: Math.max(...seen), first: seen[0]! };
  };

  it('stays flat with four uploads of 500 MB at once', async () => {
    const { highest, first } = await swing(async () => {
      urls = await four(() => uploadBig(program.url, headers, BYTES));
    });
    expect(highest - first).toBeLessThan(FLAT_MIB);
  });

  it('stays flat with four downloads of 500 MB at once', async () => {
    const { highest, first } = await swing(async () => {
      const got = await four((index) => downloadBig(program.url + urls[index], headers));
      expect(got).toEqual(Array(AT_ONCE).fill(BYTES));
    });
    expect(highest - first).toBeLessThan(FLAT_MIB);
  });
});
