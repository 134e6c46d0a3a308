import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppPage, AppView, CreatedApp } from '@appbase-pfe/types';
import { bridgeName } from '../../src/orchestration/docker/docker-names.js';
import { type Note, storeNote } from '../support/app-client.js';
import { docker, leftovers } from '../support/docker.js';
import { type MasterProgram, startMasterProgram } from '../support/master-program.js';
import { emptied, engine, file, fileWithin, type Moment, rules, told } from '../support/moments.js';

const SETTINGS = { APPBASE_RUNTIME: 'docker', APPBASE_NETWORK_POOL: '10.226.0.0/16' };
const SLUG = `step-${process.pid}`;

/** Every step of the work leaves something to be seen; at each the control plane is killed. */
describe('a control plane that is killed at any step', () => {
  let dataDir: string;
  let master: MasterProgram;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'appbase-master-'));
    master = await startMasterProgram(dataDir, SETTINGS);
  }, 60_000);
  afterEach(async () => {
    for (const { id, slug } of (await master.call<AppPage>('GET', '/apps')).data.items) {
      await master.call('DELETE', `/apps/${id}?purge=true&confirm=${slug}`);
    }
  }, 60_000);
  afterAll(async () => {
    await master.end('SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  const running = ({ state }: AppView) => state === 'running';
  /** Asks for something, kills the control plane at a moment of the work, and starts it again. */
  const killAt = async (moment: Moment, ask: () => Promise<unknown>) => {
    const { seen } = await moment(master);
    const asked = ask().catch(() => undefined);
    await seen;
    await master.end('SIGKILL');
    await asked;
    master = await startMasterProgram(dataDir, SETTINGS);
  };
  const healthy = async (): Promise<[CreatedApp, Note]> => {
    const { data } = await master.call<CreatedApp>('POST', '/apps?wait=healthy', { name: SLUG });
    return [data, await storeNote(data.app.urls!.api, data.apiKey.value)];
  };
  /** One container and one network of the app, its rules, and no other's. */
  const isWhole = async ({ id }: AppView) => {
    const label = `label=appbase.app=${id}`;
    expect((await docker('ps', '-aq', '--filter', label)).split('\n')).toHaveLength(1);
    expect((await docker('network', 'ls', '-q', '--filter', label)).split('\n')).toHaveLength(1);
    const rulesOfApp = (await leftovers(id, bridgeName(id))).at(-1)!.split('\n');
    const ours = rulesOfApp.filter((rule) => /^-A (INPUT|DOCKER-USER) /.test(rule));
    expect(ours).toHaveLength(4);
  };
  const purge = (id: string) => master.call('DELETE', `/apps/${id}?purge=true&confirm=${SLUG}`);
  const nothingIsLeft = async (id: string) => {
    expect(await leftovers(id, bridgeName(id))).toEqual([]);
    for (const folder of ['apps', 'managed', 'logs']) {
      const names = readdirSync(dataDir).includes(folder) ? readdirSync(join(dataDir, folder)) : [];
      expect(names).toEqual([]);
    }
  };

  it.each<[string, Moment]>([
    ['the app is in the books', told('app.created')],
    ['its network is made', engine('network', 'create', SLUG)],
    ['its firewall rules are set', rules('come')],
    ['its data folder is made', file('apps', '')],
    ['it is told who it is', fileWithin('managed', 'managed.json')],
    ['its container is made', engine('container', 'create', SLUG)],
    ['its container is on the network', engine('network', 'connect', SLUG)],
    ['its container is started', engine('container', 'start', SLUG)],
    ['the start is in the books', told('instance.started')],
    ['it is ready', told('app.running')],
  ])(
    'creates the app all the same: %s',
    async (_step, moment) => {
      let created: CreatedApp | undefined;
      await killAt(moment, async () => {
        created = (await master.call<CreatedApp>('POST', '/apps', { name: SLUG })).data;
      });
      const { app, apiKey } = created!;
      const now = await master.until(app.id, running);
      const note = await storeNote(now.urls!.api, apiKey.value);
      expect(await note.read()).toEqual({ text: 'kept' });
      expect(now.restarts).toBe(0);
      await isWhole(now);
      await purge(app.id);
      await nothingIsLeft(app.id);
    },
    90_000,
  );

  it('leaves nothing of an app whose creation was not answered', async () => {
    await killAt(fileWithin('managed', 'first-key.json'), () =>
      master.call('POST', '/apps', { name: SLUG }),
    );
    const { items } = (await master.call<AppPage>('GET', '/apps')).data;
    // It came into the books before the end, or nothing of it is there.
    for (const { id } of items) {
      await master.until(id, running);
      await purge(id);
    }
    await nothingIsLeft(items[0]?.id ?? 'app_none');
  }, 90_000);

  it.each<[string, Moment]>([
    ['it is asked to stop', engine('container', 'kill', SLUG)],
    ['it has ended', engine('container', 'die', SLUG)],
    ['the stop is in the books', told('instance.stopped')],
    ['the new one is started', engine('container', 'start', SLUG)],
  ])(
    'restarts the app with its data: %s',
    async (_step, moment) => {
      const [{ app }, note] = await healthy();
      await killAt(moment, () => master.call('POST', `/apps/${app.id}/restart`));
      const now = await master.until(
        app.id,
        (seen) => running(seen) && seen.instance!.startedAt !== app.instance!.startedAt,
      );
      expect(await note.read()).toEqual({ text: 'kept' });
      await isWhole(now);
      await purge(app.id);
      await nothingIsLeft(app.id);
    },
    90_000,
  );

  it.each<[string, Moment]>([
    ['its container is removed', engine('container', 'destroy', SLUG)],
    ['its network is removed', engine('network', 'destroy', SLUG)],
    ['its firewall rules are going', rules('gone')],
    ['its data are wiped', emptied('apps')],
    ['what it was told is wiped', emptied('managed')],
  ])(
    'wipes the app all the same: %s',
    async (_step, moment) => {
      const [{ app }] = await healthy();
      await killAt(moment, () => purge(app.id));
      const deadline = Date.now() + 30_000;
      const isThere = async () => (await leftovers(app.id, bridgeName(app.id))).length > 0;
      while (Date.now() < deadline && (await isThere()))
        await new Promise((go) => setTimeout(go, 100));
      while (Date.now() < deadline && readdirSync(join(dataDir, 'managed')).length > 0) {
        await new Promise((go) => setTimeout(go, 100));
      }
      await nothingIsLeft(app.id);
      expect((await master.call('GET', `/apps/${app.id}`)).status).toBe(404);
    },
    90_000,
  );

  it.each<[string, Moment]>([
    ['its container is removed', engine('container', 'destroy', SLUG)],
    ['its network is removed', engine('network', 'destroy', SLUG)],
  ])(
    'keeps the data of a deleted app for its return: %s',
    async (_step, moment) => {
      const [{ app }, note] = await healthy();
      await killAt(moment, () => master.call('DELETE', `/apps/${app.id}`));
      await master.until(app.id, ({ state }) => state === 'deleted');
      expect(await leftovers(app.id, bridgeName(app.id))).toEqual([]);
      const back = await master.call<AppView>('POST', `/apps/${app.id}/restore?wait=healthy`);
      expect([back.status, back.data.state]).toEqual([201, 'running']);
      expect(back.data.port).toBe(app.port);
      expect(await note.read()).toEqual({ text: 'kept' });
      await purge(app.id);
      await nothingIsLeft(app.id);
    },
    90_000,
  );
});
