import type { NetworkInspectInfo } from 'dockerode';
import { overlap, parseSubnet, type Subnet } from '../../config/subnet.js';
import type { App } from '../../tenancy/app-row.js';
import { RuntimeProblem } from '../instance-runtime.js';
import {
  appNetwork,
  type AppNetwork,
  bridgeName,
  LABELS,
  networksIn,
  objectName,
} from './docker-names.js';
import { type Engine, unless } from './engine.js';
import { hostRoutes } from './host-routes.js';

/** The apps' networks: one each, cut from our own pool, internal unless the app may go out. */
export class DockerNetworks {
  constructor(
    private readonly engine: Engine,
    private readonly installation: string,
    private readonly pool: Subnet,
  ) {}

  /** The first network of the pool that neither an app, nor Docker, nor the host uses. */
  async freeIndex(taken: ReadonlySet<number>): Promise<number> {
    const used = [...(await this.subnetsOfEngine()), ...routesBeyond('ab-')];
    for (let index = 0; index < networksIn(this.pool); index++) {
      if (taken.has(index)) continue;
      const { subnet } = appNetwork(this.pool, index);
      if (!used.some((other) => overlap(other, subnet))) return index;
    }
    throw noFreeSubnet();
  }

  /** Makes the network of an app, or replaces one that is not what it shall be. */
  async ensure(app: App): Promise<AppNetwork & { id: string }> {
    const network = appNetwork(this.pool, app.subnet!);
    const found = await this.find(app);
    if (found !== undefined) {
      if (isRight(found, app, network)) return { ...network, id: found.Id };
      await this.remove(app);
    }
    this.refuseOverlap(network);
    const creation = this.engine.docker.createNetwork({
      Name: objectName(app),
      Driver: 'bridge',
      CheckDuplicate: true,
      Internal: app.egress === 'none',
      IPAM: { Driver: 'default', Config: [{ Subnet: network.cidr, Gateway: network.gateway }] },
      Options: { 'com.docker.network.bridge.name': bridgeName(app.id) },
      Labels: {
        [LABELS.installation]: this.installation,
        [LABELS.app]: app.id,
        [LABELS.egress]: app.egress,
      },
    });
    const made = await creation.catch((error: unknown) => refuseTaken(error, network.cidr));
    return { ...network, id: made.id };
  }

  /** Removes the network of an app; whatever hangs on it is taken off first. */
  async remove(app: Pick<App, 'id' | 'slug'>): Promise<void> {
    const found = await this.find(app);
    if (found === undefined) return;
    const network = this.engine.docker.getNetwork(found.Id);
    for (const id of Object.keys(found.Containers ?? {})) {
      await unless([403, 404], network.disconnect({ Container: id, Force: true }));
    }
    await unless(404, network.remove());
  }

  private async find(app: Pick<App, 'id' | 'slug'>): Promise<NetworkInspectInfo | undefined> {
    const found = await this.engine.docker.listNetworks({
      filters: {
        label: [`${LABELS.installation}=${this.installation}`, `${LABELS.app}=${app.id}`],
      },
    });
    const id = found[0]?.Id;
    if (id === undefined) return undefined;
    return unless(404, this.engine.docker.getNetwork(id).inspect() as Promise<NetworkInspectInfo>);
  }

  private async subnetsOfEngine(): Promise<Subnet[]> {
    const networks = await this.engine.docker.listNetworks();
    return networks
      .flatMap(({ IPAM }) => IPAM?.Config ?? [])
      .flatMap(({ Subnet: text }) => parseSubnet(text ?? '') ?? []);
  }

  private refuseOverlap({ subnet, cidr }: AppNetwork): void {
    const other = hostRoutes().find((route) => overlap(route.subnet, subnet));
    if (other !== undefined) {
      throw new SubnetTaken(`${cidr} overlaps a network that this host reaches by ${other.via}`);
    }
  }
}

/** What to say when there is no network for an app. */
export function noFreeSubnet(): RuntimeProblem {
  return new RuntimeProblem(
    {
      type: 'NetworkReady',
      status: false,
      reason: 'NoFreeSubnet',
      message:
        'No network is free in APPBASE_NETWORK_POOL: it overlaps networks that this host reaches, ' +
        'or is used up. Set it to a free one, like 10.214.0.0/16',
    },
    'change',
  );
}

/** A network that was free is not so any more, or the engine knows another that overlaps it. */
export class SubnetTaken extends Error {
  override readonly name = 'SubnetTaken';
}

/** @throws SubnetTaken when the engine refuses because of another network of its own */
function refuseTaken(error: unknown, cidr: string): never {
  const { statusCode, message } = error as { statusCode?: number; message: string };
  if (statusCode === 403 && /overlap/i.test(message)) {
    throw new SubnetTaken(`${cidr} overlaps another network of Docker`, { cause: error });
  }
  throw error;
}

/** Routes of the host but for those of networks with this prefix: they are known by the engine. */
function routesBeyond(prefix: string): Subnet[] {
  return hostRoutes()
    .filter(({ via }) => !via.startsWith(prefix))
    .map(({ subnet }) => subnet);
}

function isRight(found: NetworkInspectInfo, app: App, { cidr }: AppNetwork): boolean {
  return (
    found.IPAM?.Config?.[0]?.Subnet === cidr &&
    found.Labels?.[LABELS.egress] === app.egress &&
    found.Internal === (app.egress === 'none')
  );
}
