import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, renameSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { AppEvent, AppView, CreatedApp } from '@appbase-pfe/types';
import { objectName } from '../../src/orchestration/docker/docker-names.js';
import { type Note, storeNote } from '../support/app-client.js';
import { startTestControlPlane, type TestControlPlane } from '../support/control-plane.js';
import { SmallDisk } from '../support/disks.js';
import { docker } from '../support/docker.js';

/** As many as are wanted: a few on every change, 30 for the figure (`APPBASE_TEST_KILLS=30`). */
const KILLS = Number(process.env['APPBASE_TEST_KILLS'] ?? 4);
const APPS = Math.min(KILLS, 10);
/** One that had been healthy for so long is started again at once. */
const HEALTHY_MS = 10_000;
/** On a machine that has time; where even an empty program takes long, so may this. */
const BACK_MS = 2500;
const PROGRAMS_LONG = 8;
const REPLACED_MS = 20_000;

describe('containers that fail', () => {
  let disk: SmallDisk;
  let master: TestControlPlane;
  let created: CreatedApp;
  let note: Note;

  beforeAll(async () => {
    disk = new SmallDisk(1024 * 1024);
    master = await startTestControlPlane({
      APPBASE_RUNTIME: 'docker',
      APPBASE_NETWORK_POOL: '10.223.0.0/16',
      APPBASE_DATA_DIR: disk.path,
    });
    created = await master.healthyApp('Clinic');
    note = await storeNote(created.app.urls!.api, created.apiKey.value);
  }, 60_000);
  afterAll(async () => {
    const { items } = (await master.call<{ items: AppView[] }>('GET', '/apps')).body.data;
    for (const { id, slug } of items) {
      await master.call('DELETE', `/apps/${id}?purge=true&confirm=${slug}`);
    }
    await master.close();
    disk.remove();
  }, 120_000);

  const now = () => master.app(created.app.id);
  const running = ({ state }: AppView) => state === 'running';
  const replaced = (before: AppView) => (app: AppView) =>
    running(app) && app.instance!.startedAt !== before.instance!.startedAt;
  const events = async () => {
    const path = `/apps/${created.app.id}/events`;
    return (await master.call<{ items: AppEvent[] }>('GET', path)).body.data.items;
  };
  const network = () =>
    docker('network', 'ls', '-q', '--filter', `label=appbase.app=${created.app.id}`);

  it(`serve again within ${BACK_MS} ms when they are killed, mostly (${KILLS} kills)`, async () => {
    const apps = [created];
    for (let index = 1; index < APPS; index++) apps.push(await master.healthyApp(`Kill ${index}`));
    const times: number[] = [];
    const programs: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const { id } = apps[kill % APPS]!.app;
      if (kill % APPS === 0) await new Promise((go) => setTimeout(go, HEALTHY_MS + 500));
      const before = await master.app(id);
      programs.push(await timeOf(runEmpty));
      const from = performance.now();
      await docker('kill', before.instance!.id);
      await untilServing(before.urls!.api);
      times.push(performance.now() - from);
      const after = await master.until(id, replaced(before));
      expect(after.restarts).toBe(before.restarts + 1);
    }
    process.stdout.write(
      `back after ${times.map(Math.round).join(', ')} ms; ` +
        `an empty program: ${programs.map(Math.round).join(', ')} ms\n`,
    );
    expect(medianOf(times)).toBeLessThan(Math.max(BACK_MS, PROGRAMS_LONG * medianOf(programs)));
    expect(await note.read()).toEqual({ text: 'kept' });
    for (const { app } of apps.slice(1)) {
      await master.call('DELETE', `/apps/${app.id}?purge=true&confirm=${app.slug}`);
    }
  }, 300_000);

  it.each([
    ['docker pause', (id: string) => docker('pause', id)],
    ['SIGSTOP of the program inside', stopInside],
  ])(
    'are replaced within 20 s when they hang: %s',
    async (_what, hang) => {
      const before = await now();
      const from = Date.now();
      await hang(before.instance!.id);
      const after = await master.until(created.app.id, replaced(before));
      expect(Date.now() - from).toBeLessThan(REPLACED_MS);
      expect(after.restarts).toBe(before.restarts + 1);
      expect(await events()).toContainEqual(
        expect.objectContaining({ type: 'instance.killed', reason: 'Hung' }),
      );
      expect(await note.read()).toEqual({ text: 'kept' });
    },
    60_000,
  );

  it('get their network back when it is removed by hand', async () => {
    const before = await now();
    const id = await network();
    const connection = connect(before.port!, '127.0.0.1');
    const closed = once(connection, 'close');
    await docker('network', 'disconnect', '-f', id, before.instance!.id);
    await docker('network', 'rm', id);
    const after = await master.until(created.app.id, replaced(before));
    expect(after.instance!.address).toBe(before.instance!.address);
    expect(await network()).not.toBe(id);
    // Nobody has said a word on it, and no packet will come: it ends all the same.
    await closed;
    expect(await note.read()).toEqual({ text: 'kept' });
  }, 90_000);

  it('get another network when somebody else has taken theirs', async () => {
    const before = await now();
    const stopped = await master.call('POST', `/apps/${before.id}/stop?wait=healthy`);
    expect(stopped.status).toBe(201);
    await docker('rm', '-f', objectName(before));
    const id = await network();
    const subnet = await docker(
      'network',
      'inspect',
      '-f',
      '{{(index .IPAM.Config 0).Subnet}}',
      id,
    );
    await docker('network', 'rm', id);
    const foreign = await docker('network', 'create', '--subnet', subnet, 'appbase-test-foreign');
    try {
      await master.call('POST', `/apps/${before.id}/start?wait=healthy`);
      const after = await now();
      expect(after.state).toBe('running');
      expect(after.instance!.address).not.toBe(before.instance!.address);
      expect(await note.read()).toEqual({ text: 'kept' });
    } finally {
      await docker('network', 'rm', foreign);
    }
  }, 60_000);

  it('are shown as crash-looping, and recover when the cause is gone', async () => {
    await master.call('POST', `/apps/${created.app.id}/stop?wait=healthy`);
    const folder = join(disk.path, 'apps', created.app.id);
    const file = join(folder, 'app.sqlite');
    const kept = join(folder, 'kept.sqlite');
    rmSync(`${file}-wal`, { force: true });
    renameSync(file, kept);
    writeFileSync(
      file,
      'this is no database, and long enough to be told from an empty one '.repeat(99),
    );
    chmodSync(file, 0o666);
    await master.call('POST', `/apps/${created.app.id}/start`);
    const looping = await master.until(
      created.app.id,
      ({ state }) => state === 'crash-looping',
      90_000,
    );
    expect(looping.conditions).toContainEqual(
      expect.objectContaining({ type: 'InstanceReady', status: false, reason: 'Exited' }),
    );
    renameSync(kept, file);
    const retried = await master.call<AppView>(
      'POST',
      `/apps/${created.app.id}/retry?wait=healthy`,
    );
    expect([retried.status, retried.body.data.state]).toEqual([201, 'running']);
    expect(await note.read()).toEqual({ text: 'kept' });
  }, 120_000);

  it('are not restarted for a full disk', async () => {
    const before = await now();
    disk.fill(32 * 1024 * 1024);
    const full = await master.until(created.app.id, ({ state }) => state === 'unhealthy');
    expect(full.conditions).toContainEqual(
      expect.objectContaining({ type: 'InstanceReady', status: false, reason: 'NotReady' }),
    );
    const refused = await master.call('POST', '/apps', { name: 'No Room' });
    expect([refused.status, refused.body.error.code]).toEqual([507, 'INSUFFICIENT_STORAGE']);
    expect(refused.body.error.message).toContain('make room');
    expect(await note.read()).toEqual({ text: 'kept' });
    // Not one byte left, for as long as a hanging one would have been killed in.
    disk.fill();
    for (let look = 0; look < 12; look++) {
      expect((await now()).instance).toEqual(before.instance);
      expect(await note.read()).toEqual({ text: 'kept' });
      await new Promise((go) => setTimeout(go, 1000));
    }
    for (const name of ['filler', 'most']) rmSync(join(disk.path, name));
    const after = await master.until(created.app.id, running);
    expect(after.instance).toEqual(before.instance);
    expect(after.restarts).toBe(before.restarts);
  }, 90_000);
});

function medianOf(times: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** A container whose program ends at once: what the engine and Node take by themselves. */
function runEmpty(): Promise<string> {
  const options = ['--rm', '--network', 'none', '--entrypoint', 'node'];
  return docker('run', ...options, 'appbase:latest', '-e', '0');
}

/** Stops the program itself, as the host sees it; the container's init goes on. */
async function stopInside(container: string): Promise<void> {
  const init = await docker('inspect', '-f', '{{.State.Pid}}', container);
  const [child] = readFileSync(`/proc/${init}/task/${init}/children`, 'utf8').split(' ');
  process.kill(Number(child), 'SIGSTOP');
}

async function untilServing(api: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${api}/health/ready`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return;
    await new Promise((go) => setTimeout(go, 10));
  }
}
