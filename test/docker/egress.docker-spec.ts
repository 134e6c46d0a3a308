import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AppView, Egress } from '@appbase-pfe/types';
import { startTestControlPlane, type TestControlPlane } from '../support/control-plane.js';
import { connectFromInside, inside } from '../support/docker.js';
import { NetHost } from '../support/net-hosts.js';

/** RFC 5737: an address of the world that nobody has. */
const WORLD = '203.0.113.7';
const LAN = '192.168.251.7';
/** A name of nobody (RFC 2606), which the name server in the LAN says is in the world. */
const NAME = 'site.example';
const SETTINGS = {
  APPBASE_RUNTIME: 'docker',
  APPBASE_NETWORK_POOL: '10.220.0.0/16',
  APPBASE_NAME_SERVERS: LAN,
};

/** Both ends are made here: a machine in the LAN and one beyond it, each in a namespace of its own. */
describe('the ways out of an app', () => {
  let lan: NetHost;
  let world: NetHost;
  let master: TestControlPlane;
  let app: AppView;

  beforeAll(async () => {
    lan = await NetHost.start('ab-test-lan', LAN, WORLD);
    world = await NetHost.start('ab-test-inet', WORLD);
    master = await startTestControlPlane(SETTINGS);
    app = (await master.healthyApp('Traveller')).app;
  }, 60_000);
  afterAll(async () => {
    await master.call('DELETE', `/apps/${app.id}?purge=true&confirm=traveller`);
    await master.destroy();
    lan.remove();
    world.remove();
  }, 60_000);

  /** The app with another way out: the same data on another network. */
  const goOut = async (egress: Egress) => {
    const changed = await master.call('PATCH', `/apps/${app.id}`, { egress });
    expect(changed.status).toBe(200);
    const wanted = egress === 'none' ? 'no way out' : `way out: ${egress}`;
    app = await master.until(
      app.id,
      ({ state, conditions }) =>
        state === 'running' &&
        conditions.some(({ type, message }) => type === 'NetworkReady' && message.includes(wanted)),
    );
  };
  const reach = () =>
    connectFromInside(app.instance!.id, [
      [LAN, 80],
      [WORLD, 80],
      [NAME, 80],
    ]);
  /** What this host itself, the other apps' way, is seen as: closed whatever the way out is. */
  const hostIsClosed = async () => {
    const gateway = app.instance!.address.replace(/(\d+):\d+$/, (_all, last) => `${last - 1}`);
    const ports: [string, number][] = [
      [gateway, Number(new URL(master.url).port)],
      [gateway, 22],
      [LAN.replace(/\d+$/, '1'), 22],
    ];
    const seen = await connectFromInside(app.instance!.id, ports);
    expect(new Set(Object.values(seen))).toEqual(new Set(['closed']));
  };

  it('none: neither the LAN nor the world, and nobody is asked for a name', async () => {
    const before = await lan.questions();
    expect(await reach()).toEqual({
      [`${LAN}:80`]: 'closed',
      [`${WORLD}:80`]: 'closed',
      [`${NAME}:80`]: 'closed',
    });
    // Also a program that asks by itself gets no question out.
    const asked = await inside<string>(
      app.instance!.id,
      `const { Resolver } = require('node:dns').promises;
       const resolver = new Resolver({ timeout: 500, tries: 1 });
       resolver.setServers(['${LAN}']);
       resolver.resolve4('${NAME}').then(() => 'answered', ({ code }) => code)
         .then((result) => console.log(JSON.stringify(result)));`,
    );
    expect(asked).not.toBe('answered');
    expect(await lan.questions()).toBe(before);
    await hostIsClosed();
  }, 60_000);

  it('lan: the LAN and its names, not the world', async () => {
    await goOut('lan');
    expect(await reach()).toEqual({
      [`${LAN}:80`]: 'open',
      [`${WORLD}:80`]: 'closed',
      [`${NAME}:80`]: 'closed',
    });
    expect(await lan.questions()).toBeGreaterThan(0);
    await hostIsClosed();
  }, 60_000);

  it('internet: the world, by name too, and nothing of the LAN but its name server', async () => {
    await goOut('internet');
    expect(await reach()).toEqual({
      [`${LAN}:80`]: 'closed',
      [`${WORLD}:80`]: 'open',
      [`${NAME}:80`]: 'open',
    });
    await hostIsClosed();
  }, 60_000);

  it('goes back to none', async () => {
    await goOut('none');
    expect(new Set(Object.values(await reach()))).toEqual(new Set(['closed']));
  }, 60_000);

  it('shows what the rules do: without them the LAN is open to an app for the internet', async () => {
    const open = await startTestControlPlane({
      ...SETTINGS,
      APPBASE_NETWORK_POOL: '10.221.0.0/16',
      APPBASE_FIREWALL: 'off',
    });
    try {
      const { id } = (await open.healthyApp('Open')).app;
      await open.call('PATCH', `/apps/${id}`, { egress: 'internet' });
      const now = await open.until(
        id,
        ({ state, conditions }) =>
          state === 'running' && conditions.some(({ message }) => message.includes('way out:')),
      );
      const seen = await connectFromInside(now.instance!.id, [[LAN, 80]]);
      expect(seen).toEqual({ [`${LAN}:80`]: 'open' });
      await open.call('DELETE', `/apps/${id}?purge=true&confirm=open`);
    } finally {
      await open.destroy();
    }
  }, 120_000);
});
