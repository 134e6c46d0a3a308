import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { networkInterfaces } from 'node:os';
import type { AppView, CreatedApp } from '@appbase-pfe/types';
import { bridgeName } from '../../src/orchestration/docker/docker-names.js';
import { type Note, storeNote } from '../support/app-client.js';
import { startTestControlPlane, type TestControlPlane } from '../support/control-plane.js';
import { allocatorOf, connectFromInside, docker, inside, leftovers } from '../support/docker.js';

const SETTINGS = { APPBASE_RUNTIME: 'docker', APPBASE_NETWORK_POOL: '10.217.0.0/16' };

describe('apps as containers', () => {
  let master: TestControlPlane;
  let created: CreatedApp;
  let note: Note;
  let container: string;
  const condition = (app: AppView, type: string) => app.conditions.find((one) => one.type === type);
  const replaced = (before: AppView) => (now: AppView) =>
    now.state === 'running' && now.instance!.startedAt !== before.instance!.startedAt;

  beforeAll(async () => {
    master = await startTestControlPlane(SETTINGS);
    created = await master.healthyApp('Clinic');
    container = created.app.instance!.id;
    note = await storeNote(created.app.urls!.api, created.apiKey.value);
  }, 120_000);
  afterAll(async () => {
    for (const { id, slug } of (await master.call<{ items: AppView[] }>('GET', '/apps')).body.data
      .items) {
      await master.call('DELETE', `/apps/${id}?purge=true&confirm=${slug}`);
    }
    await master.destroy();
  }, 120_000);

  it('has an address on its own network and publishes nothing', async () => {
    const { app } = created;
    expect(app.instance).toEqual({
      runtime: 'docker',
      id: expect.stringMatching(/^[0-9a-f]{64}$/),
      address: expect.stringMatching(/^10\.217\.\d+\.\d+:3000$/),
      image: expect.stringMatching(/^sha256:/),
      startedAt: expect.any(String),
    });
    expect(await docker('port', container)).toBe('');
    const name = await docker('inspect', '-f', '{{.Name}}', container);
    expect(name).toMatch(/^\/appbase-clinic-[0-9a-f]{8}$/);
    expect(await note.read()).toEqual({ text: 'kept' });
  });

  it('is hardened, seen from inside', async () => {
    const seen = await inside<Record<string, string | boolean | number>>(
      container,
      `const fs = require('node:fs');
       const status = fs.readFileSync('/proc/self/status', 'utf8');
       const field = (name) => new RegExp(name + ':\\\\s+(\\\\S+)').exec(status)[1];
       const writes = (path) => { try { fs.writeFileSync(path, 'x'); return true; } catch { return false; } };
       console.log(JSON.stringify({
         capabilities: field('CapEff'), bounding: field('CapBnd'), privileges: field('NoNewPrivs'),
         uid: process.getuid(), root: writes('/app/x'), data: writes('/data/x'), tmp: writes('/tmp/x'),
         secrets: writes('/run/appbase/x'), socket: fs.existsSync('/var/run/docker.sock'),
         key: Object.values(process.env).some((value) => /hs_live/.test(value)),
       }));`,
    );
    expect(seen).toEqual({
      capabilities: '0000000000000000',
      bounding: '0000000000000000',
      privileges: '1',
      uid: expect.any(Number),
      root: false,
      data: true,
      tmp: true,
      secrets: false,
      socket: false,
      key: false,
    });
    expect(seen['uid']).toBeGreaterThan(200_000);
    // Like any instance: what a password hash takes is kept for the next one.
    expect(await allocatorOf(container)).toEqual(['MALLOC_ARENA_MAX=2']);
    const limits = await docker(
      'inspect',
      '-f',
      '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}} {{.HostConfig.RestartPolicy.Name}}',
      container,
    );
    expect(limits).toBe(`${512 * 1024 * 1024} 1000000000 128 no`);
  });

  it('reaches nothing: neither another app, nor the host, nor the world', async () => {
    const other = await master.healthyApp('Other');
    const [host = ''] = other.app.instance!.address.split(':');
    const masterPort = Number(new URL(master.url).port);
    const gateway =
      created.app.instance!.address.replace(/\d+:3000$/, '') + gatewayEnd(created.app);
    const lan = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === 'IPv4' && !address.internal)?.address;
    const targets: [string, number][] = [
      [host, 3000],
      [`appbase-other-${other.app.id.slice(-8)}`, 3000],
      [gateway, masterPort],
      [gateway, 22],
      [gateway, other.app.port!],
      ['192.0.2.1', 443],
      ['example.org', 443],
      ...(lan === undefined
        ? []
        : ([
            [lan, masterPort],
            [lan, 22],
          ] as [string, number][])),
    ];
    const closed = targets.map(([address, port]) => [`${address}:${port}`, 'closed']);
    expect(await connectFromInside(container, targets)).toEqual(Object.fromEntries(closed));
    const proven = await master.until(
      created.app.id,
      (app) => condition(app, 'Isolated')?.status === true,
    );
    expect(condition(proven, 'Isolated')!.reason).toBe('SelfTestPassed');
  }, 120_000);

  it('comes back with its data when it is killed', async () => {
    const before = await master.app(created.app.id);
    await docker('kill', container);
    const after = await master.until(created.app.id, replaced(before));
    expect(after.restarts).toBe(before.restarts + 1);
    expect(await note.read()).toEqual({ text: 'kept' });
  }, 120_000);

  it('is made anew when container and network are removed by hand', async () => {
    const before = await master.app(created.app.id);
    const network = await docker(
      'network',
      'ls',
      '-q',
      '--filter',
      `label=appbase.app=${created.app.id}`,
    );
    await docker('network', 'disconnect', '-f', network, container);
    await docker('network', 'rm', network);
    await docker('rm', '-f', container);
    const after = await master.until(created.app.id, replaced(before));
    container = after.instance!.id;
    expect(after.instance!.address).toBe(before.instance!.address);
    expect(await note.read()).toEqual({ text: 'kept' });
  }, 120_000);

  it('changes limits while it lives', async () => {
    const before = await master.app(created.app.id);
    await master.call('PATCH', `/apps/${created.app.id}`, { limits: { memoryMb: 640, cpus: 0.5 } });
    const format = '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}';
    const wanted = `${640 * 1024 * 1024} 500000000`;
    for (let wait = 0; wait < 100; wait++) {
      if ((await docker('inspect', '-f', format, container)) === wanted) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await docker('inspect', '-f', format, container)).toBe(wanted);
    const after = await master.app(created.app.id);
    expect(after.instance).toEqual(before.instance);
    // What it was told at its start follows with the next one: its heap fits into its memory.
    await master.call('POST', `/apps/${created.app.id}/restart?wait=healthy`);
    container = (await master.app(created.app.id)).instance!.id;
    expect(await docker('inspect', '-f', '{{.Config.Env}}', container)).toContain(
      'NODE_OPTIONS=--max-old-space-size=480 ',
    );
    expect(await docker('inspect', '-f', format, container)).toBe(wanted);
    expect(await note.read()).toEqual({ text: 'kept' });
  }, 60_000);

  it('goes on without the control plane and is adopted by it', async () => {
    const before = await master.app(created.app.id);
    await master.close();
    const direct = await fetch(`http://${before.instance!.address}/health/live`);
    expect(direct.status).toBe(200);
    await expect(fetch(created.app.urls!.api)).rejects.toThrow();
    const again = await startTestControlPlane({ ...SETTINGS, APPBASE_DATA_DIR: master.dataDir });
    master = again;
    const after = await master.until(created.app.id, (app) => app.state === 'running');
    expect(after.instance).toEqual(before.instance);
    expect(after.restarts).toBe(before.restarts);
    expect(await note.read()).toEqual({ text: 'kept' });
  }, 120_000);

  it('takes one that was started again by hand meanwhile for what it is', async () => {
    const before = await master.app(created.app.id);
    await master.close();
    await docker('restart', container);
    master = await startTestControlPlane({ ...SETTINGS, APPBASE_DATA_DIR: master.dataDir });
    const after = await master.until(created.app.id, replaced(before));
    expect(after.instance!.id).toBe(before.instance!.id);
    expect(after.restarts).toBe(before.restarts);
    const wish = await master.call<AppView>('POST', `/apps/${created.app.id}/restart?wait=healthy`);
    expect([wish.status, wish.body.data?.state]).toEqual([201, 'running']);
    expect(wish.body.data.instance!.startedAt).not.toBe(after.instance!.startedAt);
    expect(await note.read()).toEqual({ text: 'kept' });
  }, 120_000);

  it('says what is open without a firewall, and leaves the other installation alone', async () => {
    const open = await startTestControlPlane({ ...SETTINGS, APPBASE_FIREWALL: 'off' });
    try {
      const { app } = await open.healthyApp('Open');
      const tested = await open.until(
        app.id,
        (now) => condition(now, 'Isolated')?.status === false,
      );
      expect(condition(tested, 'Isolated')).toMatchObject({
        reason: 'HostReachable',
        message: expect.stringContaining('APPBASE_FIREWALL is off'),
      });
      const port = Number(new URL(open.url).port);
      const [gateway] = [app.instance!.address.replace(/\d+:3000$/, '') + gatewayEnd(app)];
      const reached = await connectFromInside(app.instance!.id, [[gateway!, port]]);
      expect(reached).not.toEqual({ [`${gateway}:${port}`]: 'closed' });
      await open.call('DELETE', `/apps/${app.id}?purge=true&confirm=open`);
    } finally {
      await open.destroy();
    }
    expect((await master.app(created.app.id)).state).toBe('running');
  }, 120_000);

  it('leaves nothing behind when it is wiped', async () => {
    const { app } = await master.healthyApp('Gone');
    const gone = await master.call('DELETE', `/apps/${app.id}?purge=true&confirm=gone`);
    expect(gone.status).toBe(202);
    expect(await leftovers(app.id, bridgeName(app.id))).toEqual([]);
  }, 120_000);

  it('gives logs and stats of the engine', async () => {
    const logs = await fetch(`${master.url}/apps/${created.app.id}/logs?tail=5`, {
      headers: { 'x-api-key': master.key },
    });
    expect(logs.status).toBe(200);
    const stats = await master.call<Record<string, number>>('GET', `/apps/${created.app.id}/stats`);
    expect(stats.body.data['memoryBytes']).toBeGreaterThan(5_000_000);
    expect(stats.body.data['pids']).toBeGreaterThan(1);
    expect(stats.body.data['memoryLimitBytes']).toBe(640 * 1024 * 1024);
  }, 60_000);
});

/** The gateway is the first address of the network, the app has the second. */
function gatewayEnd(app: AppView): string {
  return String(Number(/(\d+):3000$/.exec(app.instance!.address)![1]) - 1);
}
