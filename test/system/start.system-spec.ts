import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Program, refusedStart, startProgram } from '../support/program.js';

describe('starting the program', () => {
  let dataDir: string;
  let program: Program | undefined;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'appbase-start-'));
  });
  afterEach(async () => {
    await program?.end('SIGKILL');
    program = undefined;
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is ready, answers, and ends with 0 on SIGTERM', async () => {
    program = await startProgram({ dataDir });
    expect((await fetch(`${program.url}/health/live`)).status).toBe(200);
    expect(await program.end('SIGTERM')).toBe(0);
  });

  it('keeps few stores of free memory, and what a password hash takes for the next one', async () => {
    program = await startProgram({ dataDir });
    const environment = readFileSync(`/proc/${program.process.pid}/environ`, 'utf8').split('\0');
    expect(environment).toContain('MALLOC_ARENA_MAX=2');
    expect(environment.filter((one) => one.startsWith('MALLOC_'))).toHaveLength(1);
  });

  it('keeps its data from other accounts of the machine (4.2, Appwrite 7)', async () => {
    const path = join(dataDir, 'fresh');
    program = await startProgram({ dataDir: path });
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('refuses a second process on one data folder', async () => {
    program = await startProgram({ dataDir });
    const second = await refusedStart({
      APPBASE_DATA_DIR: dataDir,
      APPBASE_PORT: '0',
      APPBASE_DASHBOARD_PORT: '0',
    });
    expect(second.code).toBe(1);
    expect(second.said).toContain('is in use by another AppBase process');
  });

  it('refuses a data folder of the other role and says what to do', async () => {
    writeFileSync(join(dataDir, 'master.sqlite'), '');
    const { code, said } = await refusedStart({ APPBASE_DATA_DIR: dataDir });
    expect(code).toBe(1);
    expect(said).toContain('holds the data of the role "control-plane"');
  });

  it('names a wrong setting', async () => {
    const { code, said } = await refusedStart({
      APPBASE_DATA_DIR: dataDir,
      APPBASE_ACCESS_TOKEN_TTL: 'soon',
    });
    expect(code).toBe(1);
    expect(said).toContain('APPBASE_ACCESS_TOKEN_TTL: must be a whole number');
  });

  it('names a port that is taken', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as AddressInfo;
    const { code, said } = await refusedStart({
      APPBASE_DATA_DIR: dataDir,
      APPBASE_PORT: String(port),
      APPBASE_DASHBOARD_PORT: '0',
    });
    holder.close();
    expect(code).toBe(1);
    expect(said).toContain(`Port ${port} is taken`);
  });

  it('names an unknown role', async () => {
    const { code, said } = await refusedStart({ APPBASE_DATA_DIR: dataDir }, 'sidecar');
    expect(code).toBe(1);
    expect(said).toContain('Unknown role "sidecar"');
  });
});
