import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { AppView, CreatedApp } from '@appbase-pfe/types';
import { type Note, storeNote } from '../support/app-client.js';
import { OPERATOR } from '../support/control-plane.js';
import { allocatorOf, docker, killEngine, startEngine, stopEngine } from '../support/docker.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROJECT = 'appbase-test-compose';
const MASTER = `${PROJECT}_master_1`;
const PORT = 23_000 + (process.pid % 500);
const URL_OF_MASTER = `http://127.0.0.1:${PORT}`;

/** What a person does after the download: one command, a browser, an app. */
describe('docker-compose.yml', () => {
  const data = mkdtempSync(join(tmpdir(), 'appbase-compose-'));
  let headers: Record<string, string>;
  let created: CreatedApp;
  let note: Note;

  const compose = (...args: string[]) =>
    run('docker-compose', ['-p', PROJECT, '-f', join(ROOT, 'docker-compose.yml'), ...args], {
      env: {
        ...process.env,
        APPBASE_DATA: data,
        APPBASE_HOST: '127.0.0.1',
        APPBASE_PORT: String(PORT),
        APPBASE_APP_PORTS: `${PORT + 600}-${PORT + 610}`,
        APPBASE_NETWORK_POOL: '10.227.0.0/16',
      },
    });
  const call = async <T>(method: string, path: string, body?: unknown) => {
    const answer = await fetch(URL_OF_MASTER + path, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { answer, data: ((await answer.json()) as { data: T }).data };
  };
  const until = async (what: string, isSo: () => Promise<boolean>, limitMs = 60_000) => {
    const deadline = Date.now() + limitMs;
    while (!(await isSo().catch(() => false))) {
      if (Date.now() > deadline) {
        throw new Error(`${what}: ${await docker('logs', '--tail', '20', MASTER)}`);
      }
      await new Promise((go) => setTimeout(go, 200));
    }
  };
  const app = async () => (await call<AppView>('GET', `/apps/${created.app.id}`)).data;

  beforeAll(async () => {
    await compose('config', '-q');
    await compose('up', '-d', '--no-build');
    await until('answers', async () => (await fetch(`${URL_OF_MASTER}/health/ready`)).ok);
  }, 120_000);
  afterAll(async () => {
    await startEngine();
    await call('DELETE', `/apps/clinic?purge=true&confirm=clinic`).catch(() => undefined);
    await compose('down');
    rmSync(data, { recursive: true, force: true });
  }, 120_000);

  it('comes up, hands out the setup token in its log, and runs an isolated app', async () => {
    const { stdout, stderr } = await run('docker', ['logs', MASTER]);
    const token = /^ {2}(\S{20,})$/m.exec(stdout + stderr)![1]!;
    headers = {};
    const setup = await call<{ csrfToken: string }>('POST', '/operator/setup', {
      token,
      ...OPERATOR,
    });
    const cookie = setup.answer.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
    headers = { cookie: cookie.join('; '), 'x-csrf-token': setup.data.csrfToken };
    const made = await call<CreatedApp>('POST', '/apps?wait=healthy', { name: 'Clinic' });
    expect(made.answer.status).toBe(201);
    created = made.data;
    note = await storeNote(created.app.urls!.api, created.apiKey.value);
    expect(await note.read()).toEqual({ text: 'kept' });
    // With the four capabilities of the file it closes the way to the host, and says so.
    await until('is isolated', async () =>
      (await app()).conditions.some(({ type, status }) => type === 'Isolated' && status === true),
    );
    // What the file's health check runs every half minute.
    await docker('exec', MASTER, 'node', '/app/scripts/healthcheck.mjs');
    // It rarely hashes, and gives back what a hash takes.
    expect(await allocatorOf(MASTER)).toHaveLength(3);
  }, 120_000);

  it('has no more rights than it needs', async () => {
    const format =
      '{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.CapAdd}} ' +
      '{{.HostConfig.Privileged}} {{.HostConfig.RestartPolicy.Name}} {{.Config.StopTimeout}}';
    expect(await docker('inspect', '-f', format, MASTER)).toBe(
      'true [ALL] [NET_ADMIN CHOWN DAC_OVERRIDE FOWNER] false always 30',
    );
  });

  it('adopts its apps after a restart of its own', async () => {
    const before = await app();
    await compose('restart', 'master');
    await until('runs', async () => (await app()).state === 'running');
    const after = await app();
    expect(after.instance).toEqual(before.instance);
    expect(after.restarts).toBe(before.restarts);
    expect(await note.read()).toEqual({ text: 'kept' });
  }, 120_000);

  it.each([
    ['a restart of the engine, as after one of the machine', stopEngine],
    ['a crash of the engine, which leaves the containers', killEngine],
  ])(
    'is back with its apps after %s',
    async (_what, end) => {
      const before = await app();
      await end();
      await startEngine();
      await until('runs', async () => {
        const now = await app();
        return now.state === 'running' && now.instance!.startedAt !== before.instance!.startedAt;
      });
      expect(await note.read()).toEqual({ text: 'kept' });
    },
    180_000,
  );
});
