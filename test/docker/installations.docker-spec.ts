import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AppView, CreatedApp } from '@appbase-pfe/types';
import { bridgeName } from '../../src/orchestration/docker/docker-names.js';
import { InstanceRuntime } from '../../src/orchestration/instance-runtime.js';
import { AppsStore } from '../../src/tenancy/apps-store.js';
import { type Note, storeNote } from '../support/app-client.js';
import { startTestControlPlane, type TestControlPlane } from '../support/control-plane.js';
import { connectFromInside, docker, inside, leftovers } from '../support/docker.js';

/** The same pool, ports and slug for both: as two installations with the defaults have them. */
const SETTINGS = { APPBASE_RUNTIME: 'docker', APPBASE_NETWORK_POOL: '10.219.0.0/24' };

describe('two installations on one engine', () => {
  let masters: TestControlPlane[];
  let created: CreatedApp[];
  let notes: Note[];

  beforeAll(async () => {
    masters = [await startTestControlPlane(SETTINGS), await startTestControlPlane(SETTINGS)];
    // At once, so that both find the same network free.
    created = await Promise.all(masters.map((master) => master.healthyApp('Clinic')));
    notes = await Promise.all(
      created.map(({ app, apiKey }) => storeNote(app.urls!.api, apiKey.value)),
    );
  }, 120_000);
  afterAll(async () => {
    for (const master of masters) {
      await master.call('DELETE', '/apps/clinic?purge=true&confirm=clinic');
      await master.destroy();
    }
  }, 120_000);

  const labels = async (app: AppView) =>
    docker('inspect', '-f', '{{index .Config.Labels "appbase.installation"}}', app.instance!.id);

  it('give the same slug a port, a network and a container of its own in each', async () => {
    const [a, b] = created.map(({ app }) => app) as [AppView, AppView];
    expect([a.slug, b.slug]).toEqual(['clinic', 'clinic']);
    expect(a.port).not.toBe(b.port);
    expect(a.instance!.address).not.toBe(b.instance!.address);
    expect(a.restarts + b.restarts).toBe(0);
    expect(await labels(a)).not.toBe(await labels(b));
    for (const note of notes) expect(await note.read()).toEqual({ text: 'kept' });
  });

  it('keep their apps from each other', async () => {
    const [a, b] = created as [CreatedApp, CreatedApp];
    const [host = ''] = b.app.instance!.address.split(':');
    const seen = await connectFromInside(a.app.instance!.id, [[host, 3000]]);
    expect(seen).toEqual({ [`${host}:3000`]: 'closed' });
    const foreign = await masters[1]!.call('GET', `/apps/${a.app.id}`);
    expect(foreign.status).toBe(404);
    const key = await masters[1]!.call('GET', '/apps', undefined, { 'x-api-key': masters[0]!.key });
    expect(key.status).toBe(401);
  });

  it('sweep only what is their own', async () => {
    // An orphan of each: a container that its control plane knows nothing of.
    const orphans = await Promise.all(
      created.map(async ({ app }) =>
        docker(
          'create',
          '--label',
          `appbase.installation=${await labels(app)}`,
          '--label',
          'appbase.app=app_nobody',
          'appbase:latest',
        ),
      ),
    );
    const there = () =>
      docker('ps', '-aq', '--no-trunc', '--filter', 'label=appbase.app=app_nobody');
    await sweep(masters[0]!);
    expect((await there()).split('\n')).toEqual([orphans[1]]);
    for (const [index, master] of masters.entries()) {
      const now = await master.app('clinic');
      expect(now.instance).toEqual(created[index]!.app.instance);
    }
    await sweep(masters[1]!);
    expect(await there()).toBe('');
  });

  it('lose nothing when the other one is emptied', async () => {
    const [first, second] = masters as [TestControlPlane, TestControlPlane];
    const { app } = created[0]!;
    await first.call('DELETE', '/apps/clinic?purge=true&confirm=clinic');
    expect(await leftovers(app.id, bridgeName(app.id))).toEqual([]);
    for (const folder of ['apps', 'managed']) {
      expect(existsSync(join(first.dataDir, folder, app.id))).toBe(false);
    }
    const other = await second.app('clinic');
    expect(other.instance).toEqual(created[1]!.app.instance);
    expect(await leftovers(other.id, bridgeName(other.id))).toHaveLength(3);
    expect(await notes[1]!.read()).toEqual({ text: 'kept' });
  }, 60_000);
});

/** From inside an app the control plane's port may be open (no firewall), and says nothing. */
describe('a control plane without firewall rules', () => {
  let master: TestControlPlane;
  let app: AppView;

  beforeAll(async () => {
    master = await startTestControlPlane({
      APPBASE_RUNTIME: 'docker',
      APPBASE_NETWORK_POOL: '10.225.0.0/16',
      APPBASE_FIREWALL: 'off',
      APPBASE_HOST: '0.0.0.0',
    });
    app = (await master.healthyApp('Curious')).app;
  }, 60_000);
  afterAll(async () => {
    await master.call('DELETE', `/apps/${app.id}?purge=true&confirm=curious`);
    await master.destroy();
  }, 60_000);

  /** What a program inside the app gets for a request with a key that has every right. */
  const ask = (path: string) => {
    const gateway = app.instance!.address.replace(/(\d+):\d+$/, (_all, last) => `${last - 1}`);
    const { port } = new URL(master.url);
    return inside<number | string>(
      app.instance!.id,
      `fetch('http://${gateway}:${port}${path}', { headers: { 'x-api-key': '${master.key}' } })
         .then(({ status }) => status, ({ cause }) => cause.code)
         .then((result) => console.log(JSON.stringify(result)));`,
    );
  };

  it.each(['/apps', '/health/live', '/', '/docs/json', '/operator/login'])(
    'answers nothing to a request from inside an app: %s',
    async (path) => {
      // The way itself is open, and the same request from elsewhere is answered.
      expect((await master.call('GET', '/apps')).status).toBe(200);
      expect(['ECONNRESET', 'UND_ERR_SOCKET']).toContain(await ask(path));
    },
  );
});

/** What cannot be served says so, with the remedy, and leaves nothing half made. */
describe('a control plane that lacks something', () => {
  it('a network: names the setting, and takes the app up when it is right', async () => {
    // Docker's own first network is this; no part of it is free.
    const [{ Subnet = '' } = {}] = JSON.parse(
      await docker('network', 'inspect', '-f', '{{json .IPAM.Config}}', 'bridge'),
    ) as { Subnet?: string }[];
    const taken = Subnet.replace(/\/\d+$/, '/24');
    const lacking = await startTestControlPlane({
      APPBASE_RUNTIME: 'docker',
      APPBASE_NETWORK_POOL: taken,
    });
    const asked = await lacking.call<CreatedApp>('POST', '/apps', { name: 'Homeless' });
    expect(asked.status).toBe(202);
    const { id } = asked.body.data.app;
    const failed = await lacking.until(id, ({ state }) => state === 'failed');
    expect(failed.conditions).toEqual([
      expect.objectContaining({
        type: 'NetworkReady',
        status: false,
        reason: 'NoFreeSubnet',
        message: expect.stringContaining('APPBASE_NETWORK_POOL'),
      }),
    ]);
    expect(await leftovers(id, bridgeName(id))).toEqual([]);
    await lacking.close();
    const right = await startTestControlPlane({
      APPBASE_RUNTIME: 'docker',
      APPBASE_NETWORK_POOL: '10.228.0.0/24',
      APPBASE_DATA_DIR: lacking.dataDir,
    });
    const retried = await right.call<AppView>('POST', `/apps/${id}/retry?wait=healthy`);
    expect([retried.status, retried.body.data.state]).toEqual([201, 'running']);
    await right.call('DELETE', `/apps/${id}?purge=true&confirm=homeless`);
    await right.destroy();
  }, 90_000);

  it('a port: 507 with the setting, and nothing is made', async () => {
    const [first, last] = [24_000, 24_001];
    const lacking = await startTestControlPlane({
      APPBASE_RUNTIME: 'docker',
      APPBASE_NETWORK_POOL: '10.229.0.0/24',
      APPBASE_APP_PORTS: `${first}-${last}`,
      APPBASE_IMAGE: 'appbase:none-of-this-name',
    });
    try {
      for (const name of ['One', 'Two']) {
        expect((await lacking.call('POST', '/apps', { name })).status).toBe(202);
      }
      const refused = await lacking.call('POST', '/apps', { name: 'Three' });
      expect([refused.status, refused.body.error.code]).toEqual([507, 'INSUFFICIENT_STORAGE']);
      expect(refused.body.error.message).toContain('widen APPBASE_APP_PORTS');
      const list = await lacking.call<{ total: number }>('GET', '/apps');
      expect(list.body.data.total).toBe(2);
      expect(readdirSync(join(lacking.dataDir, 'managed'))).toHaveLength(2);
      // A port that comes free is given again.
      await lacking.call('DELETE', '/apps/one?purge=true&confirm=one');
      const again = await lacking.call<CreatedApp>('POST', '/apps', { name: 'Three' });
      expect([again.status, again.body.data.app.port]).toEqual([202, first]);
    } finally {
      await lacking.destroy();
    }
  }, 60_000);
});

async function sweep(master: TestControlPlane): Promise<void> {
  const { app } = master.server;
  const store = app.get(AppsStore, { strict: false });
  await app.get(InstanceRuntime, { strict: false }).sweep(() => store.all());
}
