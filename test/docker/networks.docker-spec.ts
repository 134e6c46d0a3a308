import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { createLogger } from '../../src/common/logger.js';
import { contains, parseSubnet } from '../../src/config/subnet.js';
import { bridgeName } from '../../src/orchestration/docker/docker-names.js';
import { DockerNetworks } from '../../src/orchestration/docker/docker-network.js';
import { Engine } from '../../src/orchestration/docker/engine.js';
import { Firewall } from '../../src/orchestration/docker/firewall.js';
import { hostRoutes } from '../../src/orchestration/docker/host-routes.js';
import type { App } from '../../src/tenancy/app-row.js';
import { docker, leftovers } from '../support/docker.js';

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
