import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { createLogger } from '../../src/common/logger.js';
import { contains, parseSubnet } from '../../src/config/subnet.js';
import { bridgeName } from '../../src/orchestration/docker/docker-names.js';
import { DockerNetworks } from '../../src/orchestration/docker/docker-network.js';
import { Engine } from '../../src/orchestration/docker/engine.js';
import { Firewall, rulesOf } from '../../src/orchestration/docker/firewall.js';
import { hostRoutes } from '../../src/orchestration/docker/host-routes.js';
import type { App } from '../../src/tenancy/app-row.js';
import { docker, iptables, leftovers } from '../support/docker.js';

const POOL = parseSubnet('10.222.0.0/16')!;
const COUNT = 40;
/** More than Docker's own pools hold; ten of each way out but the most usual one. */
const EGRESS = ['none', 'none', 'lan', 'internet'] as const;

describe(`networks of ${COUNT} apps`, () => {
  const installation = `test-${process.pid}`;
  const engine = new Engine();
  const networks = new DockerNetworks(engine, installation, POOL);
  const firewall = new Firewall('auto', ['192.168.1.1'], createLogger('silent'));
  const apps = Array.from({ length: COUNT }, (_, index) => ({
    id: `app_${process.pid}_${index}`,
    slug: `many-${index}`,
    subnet: index,
    egress: EGRESS[index % EGRESS.length],
  })) as unknown as App[];
  const ours = () =>
    docker('network', 'ls', '-q', '--filter', `label=appbase.installation=${installation}`);
  const bridges = () => readdirSync('/sys/class/net');
  /** The rules of an app as the firewall lists them, without the jumps of Docker itself. */
  const listing = async ({ id }: App) => {
    const all = await Promise.all(['INPUT', 'DOCKER-USER'].map((chain) => iptables('-S', chain)));
    return all.flatMap((text) => text.split('\n').filter((rule) => rule.includes(bridgeName(id))));
  };
  const chains = async (app: App) => (await listing(app)).map((rule) => rule.split(' ')[1]);
  let before: string[];

  beforeAll(() => {
    before = hostRoutes().map(({ via }) => via);
  });
  afterAll(async () => {
    for (const app of apps) await networks.remove(app);
    for (const { id } of apps) await firewall.remove(id);
  }, 120_000);

  it('are made, each with its own addresses, bridge and rules', async () => {
    for (const app of apps) {
      const network = await networks.ensure(app);
      expect(contains(POOL, network.address)).toBe(true);
      await firewall.ensure(app.id, app.egress);
    }
    expect(firewall.problem).toBeUndefined();
    expect((await ours()).split('\n')).toHaveLength(COUNT);
    expect(bridges()).toEqual(expect.arrayContaining(apps.map(({ id }) => bridgeName(id))));
    expect(await networks.freeIndex(new Set())).toBe(COUNT);
    // Once more: everything is there already, and nothing is made twice.
    for (const app of apps) await networks.ensure(app);
    expect((await ours()).split('\n')).toHaveLength(COUNT);
  }, 120_000);

  it('have their rules above those of Docker, and get them back when somebody takes them', async () => {
    const [app] = apps as [App];
    await firewall.remove(app.id);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await firewall.ensure(app.id, app.egress);
    expect(await leftovers(app.id, bridgeName(app.id))).toHaveLength(2);
  });

  it('have each rule once, also when two set them at the same time', async () => {
    const [app] = apps as [App];
    await firewall.remove(app.id);
    await Promise.all([1, 2, 3].map(() => firewall.ensure(app.id, app.egress)));
    expect(await chains(app)).toEqual(rulesOf(app.id, app.egress).map(([chain]) => chain));
  });

  it('get no rules when they go before their turn has come', async () => {
    const [app] = apps as [App];
    let isThere = true;
    const removed = firewall.remove(app.id);
    const kept = firewall.keep(app.id, () => (isThere ? app.egress : undefined));
    isThere = false;
    await Promise.all([removed, kept]);
    expect(await chains(app)).toEqual([]);
    await firewall.ensure(app.id, app.egress);
  });

  it('may ask other name servers once there are others, and the former no more', async () => {
    const app = apps.find(({ egress }) => egress === 'lan')!;
    const other = new Firewall('auto', ['192.168.1.2'], createLogger('silent'));
    const asked = async () => (await listing(app)).filter((rule) => rule.includes('--dport 53'));
    expect(await asked()).toEqual([
      expect.stringContaining('-d 192.168.1.1/32'),
      expect.stringContaining('-d 192.168.1.1/32'),
    ]);
    await other.ensure(app.id, app.egress);
    expect(await asked()).toEqual([
      expect.stringContaining('-d 192.168.1.2/32'),
      expect.stringContaining('-d 192.168.1.2/32'),
    ]);
  });

  it.each(EGRESS)('are left where they are when nothing has changed: %s', async (egress) => {
    const app = apps.find((one) => one.egress === egress)!;
    await firewall.ensure(app.id, egress);
    // Rules that were made anew would be on top of this one.
    const foreign = ['INPUT', '-s', '192.0.2.99', '-j', 'DROP'];
    await iptables('-I', ...foreign);
    try {
      await new Promise((resolve) => setTimeout(resolve, 1100));
      await firewall.ensure(app.id, egress);
      expect((await iptables('-S', 'INPUT')).split('\n')[1]).toContain('192.0.2.99');
    } finally {
      await iptables('-D', ...foreign);
    }
  });

  it('go without leaving a network, bridge, route or rule', async () => {
    for (const app of apps) {
      await networks.remove(app);
      await firewall.remove(app.id);
    }
    expect(await ours()).toBe('');
    expect(bridges().filter((name) => apps.some(({ id }) => bridgeName(id) === name))).toEqual([]);
    expect(hostRoutes().map(({ via }) => via)).toEqual(before);
    for (const { id } of apps) expect(await leftovers(id, bridgeName(id))).toEqual([]);
  }, 120_000);
});
