import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AppView, CreatedApp } from '@appbase-pfe/types';
import { processFacts } from '../../src/orchestration/process/process-table.js';
import { type Note, storeNote } from '../support/app-client.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const OPERATOR = { email: 'owner@clinic.example', password: 'a long enough password' };

interface Master {
  process: ChildProcess;
  call<T>(method: string, path: string, body?: unknown): Promise<{ status: number; data: T }>;
}

describe('a control plane as a process of its own', () => {
  let dataDir: string;
  let master: Master;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'appbase-master-'));
  });
  afterEach(async () => {
    await end(master.process, 'SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
  });

  const app = async (id: string) => (await master.call<AppView>('GET', `/apps/${id}`)).data;
  const until = async (id: string, isReached: (now: AppView) => boolean): Promise<AppView> => {
    for (let wait = 0; wait < 600; wait++) {
      const now = await app(id);
      if (isReached(now)) return now;
      await pause(100);
    }
    throw new Error(JSON.stringify(await app(id)));
  };
  const create = async (name: string): Promise<[CreatedApp, Note]> => {
    const created = await master.call<CreatedApp>('POST', '/apps?wait=healthy', { name });
    expect(created.status).toBe(201);
    const { app: view, apiKey } = created.data;
    return [created.data, await storeNote(view.urls!.api, apiKey.value)];
  };

  it('leaves the apps running when it dies, and adopts them afterwards', async () => {
    master = await startMaster(dataDir);
    const [{ app: before }, note] = await create('Clinic');
    await end(master.process, 'SIGKILL');
    const direct = await fetch(`http://${before.instance!.address}/health/live`);
    expect(direct.status).toBe(200);

    master = await startMaster(dataDir);
    const after = await until(before.id, (now) => now.state === 'running');
    expect(after.instance).toEqual(before.instance);
    expect(after.restarts).toBe(0);
    expect(await note.read()).toEqual({ text: 'kept' });

    // An adopted one is no child: its death is seen all the same.
    process.kill(Number(after.instance!.id), 'SIGKILL');
    const again = await until(
      before.id,
      (now) => now.state === 'running' && now.instance!.id !== before.instance!.id,
    );
    expect(again.restarts).toBe(1);
    expect(await note.read()).toEqual({ text: 'kept' });
  }, 180_000);

  it('stops the apps when it is asked to stop, and starts them again', async () => {
    master = await startMaster(dataDir);
    const [{ app: before }, note] = await create('Clinic');
    await end(master.process, 'SIGTERM');
    expect(processFacts(Number(before.instance!.id))).toBeUndefined();
    master = await startMaster(dataDir);
    const after = await until(before.id, (now) => now.state === 'running');
    expect(after.restarts).toBe(0);
    expect(await note.read()).toEqual({ text: 'kept' });
  }, 180_000);

  it('replaces an instance that hangs', async () => {
    master = await startMaster(dataDir);
    const [{ app: before }, note] = await create('Clinic');
    process.kill(Number(before.instance!.id), 'SIGSTOP');
    const after = await until(
      before.id,
      (now) => now.state === 'running' && now.instance!.id !== before.instance!.id,
    );
    expect(after.restarts).toBe(1);
    expect(await note.read()).toEqual({ text: 'kept' });
  }, 180_000);

  it.each([0, 100, 300])(
    'converges when it is killed %d ms into a creation',
    async (ms) => {
      master = await startMaster(dataDir);
      const created = await master.call<CreatedApp>('POST', '/apps', { name: 'Clinic' });
      expect(created.status).toBe(202);
      await pause(ms);
      await end(master.process, 'SIGKILL');
      master = await startMaster(dataDir);
      const { id } = created.data.app;
      const after = await until(id, (now) => now.state === 'running');
      const note = await storeNote(after.urls!.api, created.data.apiKey.value);
      expect(await note.read()).toEqual({ text: 'kept' });
      // One process, whichever it is.
      const processes = readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .filter((pid) => processFacts(Number(pid))?.command.includes('appbase-clinic-'))
        .filter((pid) => processFacts(Number(pid))!.command.includes(MAIN));
      expect(processes).toContain(after.instance!.id);
    },
    180_000,
  );

  it('shows a crash loop as such, and recovers when its cause is gone', async () => {
    master = await startMaster(dataDir);
    const [{ app: before }] = await create('Clinic');
    const folder = join(dataDir, 'apps', before.id);
    await master.call('POST', `/apps/${before.id}/stop?wait=healthy`);
    // A database that nothing can open.
    const file = join(folder, 'app.sqlite');
    rmSync(`${file}-wal`, { force: true });
    const kept = join(folder, 'kept.sqlite');
    renameSync(file, kept);
    writeFileSync(
      file,
      'this is no database, and long enough to be told from an empty one '.repeat(99),
    );
    chmodSync(file, 0o666);
    await master.call('POST', `/apps/${before.id}/start`);
    const looping = await until(before.id, (now) => now.state === 'crash-looping');
    expect(looping.restarts).toBeGreaterThanOrEqual(5);
    renameSync(kept, file);
    const retried = await master.call<AppView>('POST', `/apps/${before.id}/retry?wait=healthy`);
    expect([retried.status, retried.data.state]).toEqual([201, 'running']);
  }, 180_000);
});

async function startMaster(dataDir: string): Promise<Master> {
  const first = 21_000 + ((process.pid * 41) % 500) * 12;
  const child = spawn(process.execPath, [MAIN, 'control-plane'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      APPBASE_DATA_DIR: dataDir,
      APPBASE_PORT: '0',
      APPBASE_RUNTIME: 'process',
      APPBASE_APP_PORTS: `${first}-${first + 11}`,
      APPBASE_OPERATOR_EMAIL: OPERATOR.email,
      APPBASE_OPERATOR_PASSWORD: OPERATOR.password,
    },
  });
  let output = '';
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const ready = /"port":(\d+)[^\n]*"msg":"The AppBase control plane is ready"/.exec(output);
      if (ready !== null) resolve(ready[1]!);
    });
    child.once('exit', () => reject(new Error(output)));
  });
  const url = `http://127.0.0.1:${port}`;
  const login = await fetch(`${url}/operator/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(OPERATOR),
  });
  const cookie = login.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
  const { csrfToken } = (await login.json()).data;
  return {
    process: child,
    call: async (method, path, body) => {
      const answer = await fetch(url + path, {
        method,
        headers: {
          cookie: cookie.join('; '),
          'x-csrf-token': csrfToken,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: answer.status, data: (await answer.json()).data };
    },
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
