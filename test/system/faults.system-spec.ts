import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';
import { Api, type Answer } from '../support/api.js';
import { type Program, startProgram } from '../support/program.js';

const FAULTS = new URL('../support/background-faults.mjs', import.meta.url).href;
/** The start has its own; the failure must come while the program serves. */
const FSYNCS_BEFORE_FAILURE = 40;

/** At a desk without strace these are skipped by name; on the build server they run. */
const describeWithStrace =
  process.env['CI'] !== undefined || isInstalled('strace') ? describe : describe.skip;

describe('faults', () => {
  let dataDir: string;
  let program: Program;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'appbase-faults-'));
  });
  afterEach(async () => {
    await program.end('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('goes on when something in the background fails, and says so (4.2 row 36)', async () => {
    program = await startProgram({ dataDir, nodeArguments: ['--import', FAULTS] });
    const api = await new Api(program.url).signUp('nurse@clinic.example');
    program.process.kill('SIGUSR2');
    const said = [
      'a fault in a timer',
      'a fault without listener',
      'a rejection that nobody awaits',
    ];
    while (!said.every((text) => program.log().includes(text))) {
      expect(program.process.exitCode).toBeNull();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect((await api.post('/db/collections/notes', { data: { n: 1 } })).status).toBe(201);
    expect((await fetch(`${program.url}/health/ready`)).status).toBe(200);
    expect(await program.end('SIGTERM')).toBe(0);
  });

  describeWithStrace('an fsync that fails (reliability: fsync error)', () => {
    it('is told, ends the process, and loses nothing that was acknowledged', async () => {
      program = await startProgram({ dataDir });
      const { headers } = await new Api(program.url).signUp('nurse@clinic.example');
      await program.end('SIGTERM');
      program = await startProgram({ dataDir, wrapper: failingFsync(FSYNCS_BEFORE_FAILURE) });
      const api = new Api(program.url, headers);
      const ended = once(program.process, 'exit') as Promise<[number]>;
      const acknowledged: string[] = [];
      let refused: Answer | undefined;
      while (refused === undefined) {
        const answer = await api.post<{ id: string }>('/db/collections/notes', { data: {} });
        if (answer.status === 201) acknowledged.push(answer.data.id);
        else refused = answer;
      }
      expect(refused.status).toBe(503);
      expect(refused.error?.code).toBe('UNAVAILABLE');
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      // It is never tried again: what the system dropped from its cache would not come back.
      const again = await api.post('/db/collections/notes', { data: {} }).catch(() => undefined);
      expect([503, undefined]).toContain(again?.status);
      expect(await ended).toEqual([1, null]);
      expect(program.log()).toContain('the database has stopped: check the disk');

      program = await startProgram({ dataDir });
      const db = new BetterSqlite3(join(dataDir, 'app.sqlite'), { readonly: true });
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
      const stored = new Set(db.prepare('SELECT id FROM records').pluck().all());
      db.close();
      expect(acknowledged.length).toBeGreaterThan(0);
      expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    });
  });
});

/** Lets every fsync of a thread fail from its `n`th one on. */
function failingFsync(n: number): string[] {
  const inject = `inject=fsync,fdatasync:error=EIO:when=${n}+`;
  return ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync', '-e', inject];
}

function isInstalled(command: string): boolean {
  try {
    execFileSync(command, ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
