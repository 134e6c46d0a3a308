import { describe, expect, it } from '@jest/globals';
import type { ContainerInspectInfo } from 'dockerode';
import { formatSubnet, parseSubnet } from '../../config/subnet.js';
import type { App } from '../../tenancy/app-row.js';
import { appNetwork, bridgeName, networksIn, objectName } from './docker-names.js';
import { containerOptions, dockerSpecHash } from './docker-spec.js';
import { toAppStats } from './docker-stats.js';
import { rulesOf } from './firewall.js';
import { parseRoutes } from './host-routes.js';
import { hostNameServers } from './name-servers.js';
import { toObserved } from './observed.js';

const POOL = parseSubnet('10.213.0.0/16')!;
const app = {
  id: 'app_0123',
  slug: 'clinic',
  generation: 3,
  egress: 'none',
  limits: { memoryMb: 256, cpus: 0.5, pids: 64, storageMb: 100 },
  instance: undefined,
} as unknown as App;

describe('names and networks', () => {
  it('gives an app its own /28 of the pool', () => {
    expect(networksIn(POOL)).toBe(4096);
    expect(appNetwork(POOL, 17)).toMatchObject({
      cidr: '10.213.1.16/28',
      gateway: '10.213.1.17',
      address: '10.213.1.18',
    });
  });

  it('keeps names short enough for an interface', () => {
    expect(bridgeName(app.id)).toMatch(/^ab-[0-9a-f]{8}$/);
    expect(objectName(app)).toBe(`appbase-clinic-${bridgeName(app.id).slice(3)}`);
  });

  it('reads the routes of the host', () => {
    const text =
      'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\n' +
      'eth0\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\t0\n' +
      'eth0\t0000A8C0\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\n';
    const routes = parseRoutes(text).map(({ subnet, via }) => [formatSubnet(subnet), via]);
    expect(routes).toEqual([['192.168.0.0/16', 'eth0']]);
  });
});

describe('containerOptions', () => {
  const options = (change: Partial<App> = {}) =>
    containerOptions({
      app: { ...app, ...change },
      imageId: 'sha256:1',
      network: appNetwork(POOL, 0),
      installation: 'i',
      user: '210001:210001',
      dataFolder: '/srv/apps/a',
      secretsFolder: '/srv/secrets/a',
      logLevel: 'info',
      nameServers: ['192.168.1.1'],
    });

  it('hardens the container', () => {
    expect(options()).toMatchObject({
      User: '210001:210001',
      HostConfig: {
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
        ReadonlyRootfs: true,
        Memory: 256 * 1024 * 1024,
        MemorySwap: 256 * 1024 * 1024,
        NanoCpus: 500_000_000,
        PidsLimit: 64,
        Init: true,
        RestartPolicy: { Name: 'no' },
        Privileged: false,
        Dns: ['192.0.2.1'],
        Binds: ['/srv/apps/a:/data', '/srv/secrets/a:/run/appbase:ro'],
      },
    });
    expect(options({ egress: 'internet' }).HostConfig!.Dns).toEqual(['192.168.1.1']);
    expect(JSON.stringify(options())).not.toContain('docker.sock');
  });

  it('is another one for another image or way out, not for other limits', () => {
    const hash = dockerSpecHash(app, 'sha256:1', 'n', []);
    expect(dockerSpecHash(app, 'sha256:2', 'n', [])).not.toBe(hash);
    expect(dockerSpecHash({ ...app, egress: 'lan' }, 'sha256:1', 'n', [])).not.toBe(hash);
    const limits = { ...app.limits, memoryMb: 999, cpus: 2, pids: 99 };
    expect(dockerSpecHash(app, 'sha256:1', 'n', ['192.168.1.1'])).toBe(hash);
    const out = { ...app, egress: 'lan' } as App;
    expect(dockerSpecHash(out, 'sha256:1', 'n', ['192.168.1.1'])).not.toBe(
      dockerSpecHash(out, 'sha256:1', 'n', []),
    );
    expect(dockerSpecHash({ ...app, limits }, 'sha256:1', 'n', [])).toBe(hash);
  });
});

describe('rulesOf', () => {
  it.each(['none', 'lan', 'internet'] as const)('closes the way to the host: %s', (egress) => {
    const rules = rulesOf(app.id, egress).map((rule) => rule.join(' '));
    const bridge = bridgeName(app.id);
    expect(rules.every((rule) => rule.split(' ').includes(bridge))).toBe(true);
    const [accept, drop] = rules;
    expect(accept).toBe(`INPUT -i ${bridge} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`);
    expect(drop).toBe(`INPUT -i ${bridge} -j DROP`);
  });

  it('lets an app on the LAN no further than the LAN', () => {
    const rules = rulesOf(app.id, 'lan');
    expect(rules.at(-1)!.at(-1)).toBe('DROP');
    expect(rules.filter((rule) => rule.at(-1) === 'RETURN')).toHaveLength(5);
  });
});

describe('name servers', () => {
  const rules = (egress: 'none' | 'lan' | 'internet', server: string) =>
    rulesOf(app.id, egress, [server])
      .map((rule) => rule.join(' '))
      .filter((rule) => rule.includes('--dport 53'));

  it('may be asked by an app with a way out, on this host and past the private addresses', () => {
    const bridge = bridgeName(app.id);
    const end = (protocol: string, target: string) =>
      `-d 192.168.1.1/32 -p ${protocol} -m ${protocol} --dport 53 -j ${target}`;
    expect(rules('internet', '192.168.1.1')).toEqual([
      `INPUT -i ${bridge} ${end('udp', 'ACCEPT')}`,
      `INPUT -i ${bridge} ${end('tcp', 'ACCEPT')}`,
      `DOCKER-USER -i ${bridge} ! -o ${bridge} ${end('udp', 'RETURN')}`,
      `DOCKER-USER -i ${bridge} ! -o ${bridge} ${end('tcp', 'RETURN')}`,
    ]);
    expect(rules('lan', '192.168.1.1')).toHaveLength(2);
  });

  it('open nothing for an app without one, and need nothing when they are public', () => {
    expect(rules('none', '192.168.1.1')).toEqual([]);
    expect(rules('internet', '198.51.100.1')).toEqual([]);
  });

  it('are those of the host, but for its loopback', () => {
    const files: Record<string, string> = {
      '/etc/resolv.conf': 'search x\nnameserver 127.0.0.53\noptions edns0\n',
      '/run/systemd/resolve/resolv.conf': '# real\nnameserver 192.168.1.1\nnameserver fe80::1\n',
    };
    expect(hostNameServers((path) => files[path] ?? '')).toEqual(['192.168.1.1']);
    expect(hostNameServers(() => '')).toEqual([]);
  });
});

describe('toObserved', () => {
  const info = (state: Record<string, unknown>) =>
    ({
      Id: 'c1',
      Image: 'sha256:1',
      State: { StartedAt: '2026-01-01T00:00:00.000Z', Error: '', ...state },
      Config: { Labels: { 'appbase.spec-hash': 'h' } },
      NetworkSettings: { Networks: { [objectName(app)]: { IPAddress: '10.213.0.2' } } },
    }) as unknown as ContainerInspectInfo;

  it('names a lack of memory', () => {
    const seen = toObserved(info({ Running: false, OOMKilled: true, ExitCode: 137 }), app);
    expect(seen).toMatchObject({ status: 'stopped', exit: { reason: 'OutOfMemory' } });
    expect(seen.exit!.message).toContain('256 MiB');
  });

  it('names any other end', () => {
    const seen = toObserved(info({ Running: false, OOMKilled: false, ExitCode: 3 }), app);
    expect(seen.exit).toEqual({ reason: 'Exited', message: 'It ended with exit code 3' });
  });

  it('takes one that was taken off its network for another one', () => {
    const on = info({ Running: true });
    expect(toObserved(on, app).specHash).toBe('h');
    const off = { ...on, NetworkSettings: { Networks: {} } } as unknown as ContainerInspectInfo;
    expect(toObserved(off, app)).toMatchObject({ status: 'running', specHash: 'detached' });
  });

  it('takes one that is not in the books for the newest', () => {
    const seen = toObserved(info({ Running: true }), app);
    expect(seen).toMatchObject({ status: 'running', address: '10.213.0.2:3000', generation: 3 });
  });
});

describe('toAppStats', () => {
  it('leaves out what is only cached, and what the engine does not say', () => {
    const stats = {
      cpu_stats: { cpu_usage: { total_usage: 300 }, system_cpu_usage: 2000, online_cpus: 2 },
      precpu_stats: { cpu_usage: { total_usage: 100 }, system_cpu_usage: 1000 },
      memory_stats: { usage: 1000, limit: 5000, stats: { inactive_file: 400 } },
      pids_stats: {},
    };
    expect(toAppStats(stats as unknown as Parameters<typeof toAppStats>[0])).toEqual({
      memoryBytes: 600,
      memoryLimitBytes: 5000,
      cpuPercent: 40,
    });
  });
});
