import { Inject, Injectable } from '@nestjs/common';
import type { Container } from 'dockerode';
import type { AppStats } from '@appbase-pfe/types';
import { LOGGER, type Logger } from '../../common/log-token.js';
import { ControlPlaneConfig } from '../../config/control-plane-config.js';
import { AppFolders } from '../../tenancy/app-folders.js';
import type { App } from '../../tenancy/app-row.js';
import { MasterIdentity } from '../../tenancy/master-identity.js';
import {
  InstanceRuntime,
  type Observed,
  type RuntimeNews,
  type Started,
  type Verdict,
} from '../instance-runtime.js';
import { ManagedFile } from '../managed-file.js';
import { DockerContainers } from './docker-containers.js';
import { DockerEvents } from './docker-events.js';
import { containerLog } from './docker-logs.js';
import { type AppNetwork, appNetwork, objectName } from './docker-names.js';
import { DockerNetworks, noFreeSubnet, SubnetTaken } from './docker-network.js';
import { APP_PORT, containerOptions, dockerSpecHash, limitsOf } from './docker-spec.js';
import { toAppStats } from './docker-stats.js';
import { Engine, engineProblem } from './engine.js';
import { Firewall } from './firewall.js';
import { toObserved } from './observed.js';
import { hostNameServers } from './name-servers.js';
import { SelfTest } from './self-test.js';
import { SubnetStore } from './subnet-store.js';
import { WantedImage } from './wanted-image.js';

const PLACE_ATTEMPTS = 5;

/** Who is not root can give files to nobody: then apps run as the control plane's own user. */
function ownUser(): { uid: number; gid: number } {
  return { uid: process.getuid?.() ?? 1000, gid: process.getgid?.() ?? 1000 };
}

/** Runs instances as hardened containers, each on a network of its own. */
@Injectable()
export class DockerRuntime extends InstanceRuntime {
  override readonly kind = 'docker';
  override readonly outlivesMaster = true;

  private readonly engine = new Engine();
  private readonly image: WantedImage;
  private readonly nameServers: readonly string[];
  private readonly firewall: Firewall;
  private readonly selfTest: SelfTest;
  private readonly applied = new Map<string, string>();
  private events: DockerEvents | undefined;
  private lost: string | undefined;
  private tell: (news: RuntimeNews) => void = () => {};

  constructor(
    private readonly config: ControlPlaneConfig,
    private readonly folders: AppFolders,
    private readonly managed: ManagedFile,
    private readonly identity: MasterIdentity,
    private readonly subnets: SubnetStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    super();
    this.image = new WantedImage(this.engine, config.image);
    this.nameServers = config.nameServers ?? hostNameServers();
    this.firewall = new Firewall(config.firewall, this.nameServers, logger);
    this.selfTest = new SelfTest(this.engine, config, this.firewall);
  }

  override async open(tell: (news: RuntimeNews) => void): Promise<void> {
    this.tell = tell;
    await this.image.refresh();
    this.events = new DockerEvents(this.engine, this.identity.installation, this.logger);
    void this.events.listen(
      (appId) => {
        this.lost = undefined;
        if (appId === undefined) void this.image.refresh().finally(() => tell({ appId }));
        else tell({ appId });
      },
      (problem) => {
        this.lost = problem;
        this.applied.clear();
      },
    );
  }

  override specHash(app: App): string {
    const cidr =
      app.subnet === undefined ? '' : appNetwork(this.config.networkPool, app.subnet).cidr;
    const imageId = this.image.of(app) ?? app.instance?.image ?? '';
    return dockerSpecHash(app, imageId, cidr, this.nameServers);
  }

  override async observe(app: App): Promise<Observed> {
    return this.speaking(async () => {
      const info = await this.containers.inspect(app);
      return info === undefined ? { status: 'absent' } : toObserved(info, app);
    });
  }

  override async start(app: App): Promise<Started> {
    return this.speaking(async () => {
      await this.image.refresh();
      const imageId = this.image.require(app);
      const { placed, network } = await this.placeNetwork(app);
      await this.firewall.ensure(app.id, app.egress);
      const owner = this.folders.owner(app.number) ?? ownUser();
      this.folders.prepareData(app.id, owner);
      this.managed.write(app, owner);
      const container = await this.containers.ensure(
        placed,
        containerOptions({
          app: placed,
          imageId,
          network,
          installation: this.identity.installation,
          user: `${owner.uid}:${owner.gid}`,
          dataFolder: this.folders.data(app.id),
          secretsFolder: this.folders.secrets(app.id),
          nameServers: this.nameServers,
          logLevel: this.config.logLevel,
        }),
        network,
      );
      this.applied.set(app.id, JSON.stringify(app.limits));
      await this.containers.start(container);
      const info = await container.inspect();
      return {
        id: info.Id,
        address: `${network.address}:${APP_PORT}`,
        startedAt: Date.parse(info.State.StartedAt),
        image: info.Image,
        conditions: [
          {
            type: 'NetworkReady',
            status: true,
            reason: 'NetworkReady',
            message: `${network.cidr}, ${app.egress === 'none' ? 'no way out' : `way out: ${app.egress}`}`,
          },
          {
            type: 'Isolated',
            status: 'unknown',
            reason: 'Untested',
            message: 'It is being tested',
          },
        ],
      };
    });
  }

  /** Somebody else on this host may take a network between the look and the deed: then another. */
  private async placeNetwork(
    app: App,
  ): Promise<{ placed: App; network: AppNetwork & { id: string } }> {
    // Remembered: a network that is just being made is refused to others and not listed yet.
    const refused = new Set<number>();
    for (let attempt = 1; ; attempt++) {
      const placed = await this.subnets.place(app, (taken) =>
        this.networks.freeIndex(new Set([...taken, ...refused])),
      );
      try {
        return { placed, network: await this.networks.ensure(placed) };
      } catch (error) {
        if (!(error instanceof SubnetTaken)) throw error;
        if (attempt === PLACE_ATTEMPTS) throw noFreeSubnet();
        this.logger.info({ app: app.slug, why: error.message }, 'an app gets another network');
        refused.add(placed.subnet!);
        await this.subnets.release(placed);
      }
    }
  }

  override async stop(app: App): Promise<void> {
    await this.speaking(() => this.containers.stop(app));
  }

  override async kill(app: App): Promise<void> {
    await this.speaking(() => this.containers.kill(app));
  }

  override async remove(app: App): Promise<void> {
    await this.speaking(async () => {
      await this.containers.remove(app);
      await this.networks.remove(app);
      await this.firewall.remove(app.id);
      this.applied.delete(app.id);
    });
  }

  override async applyLimits(app: App): Promise<void> {
    const wanted = JSON.stringify(app.limits);
    if (this.applied.get(app.id) === wanted) return;
    await this.speaking(async () => {
      const container = await this.containers.find(app);
      await container?.update(limitsOf(app.limits));
      await this.firewall.ensure(app.id, app.egress);
      this.applied.set(app.id, wanted);
    });
  }

  override async prove(app: App): Promise<Verdict | undefined> {
    const container = await this.containers.find(app);
    return container === undefined ? undefined : this.selfTest.run(app, container);
  }

  override async *logs(
    app: App,
    options: { tail: number; follow: boolean; signal: AbortSignal },
  ): AsyncIterable<string> {
    const container = await this.speaking(() => this.containers.find(app));
    if (container === undefined) return;
    const source = options.follow ? this.streaming(container) : container;
    yield* containerLog(this.engine.docker, source, options);
  }

  override async stats(app: App): Promise<Partial<AppStats>> {
    const container = await this.containers.find(app);
    return container === undefined ? {} : toAppStats(await container.stats({ stream: false }));
  }

  override async sweep(apps: () => readonly App[]): Promise<string[]> {
    if (this.lost !== undefined) return [];
    // Everything is looked at again: what ran on another image, and what waited for one.
    if (await this.image.refresh()) this.tell({ appId: undefined, renewed: true });
    const removed = await this.containers.sweep(apps, (app) => this.networks.remove(app));
    for (const { id } of removed) await this.firewall.remove(id);
    for (const { id } of apps()) {
      // As it is when its turn comes: one that is being removed gets no rules again.
      await this.firewall.keep(id, () => {
        const app = apps().find((one) => one.id === id);
        return app?.instance === undefined ? undefined : app.egress;
      });
    }
    return removed.map((app) => objectName(app));
  }

  override problem(): string | undefined {
    if (this.lost !== undefined) return `Docker does not answer: ${this.lost}`;
    return this.image.problem;
  }

  override async close(): Promise<void> {
    this.events?.close();
  }

  // These need the installation's id, which is read while the program starts.
  private get containers(): DockerContainers {
    return new DockerContainers(this.engine, this.identity.installation);
  }

  private get networks(): DockerNetworks {
    const { installation } = this.identity;
    return new DockerNetworks(this.engine, installation, this.config.networkPool);
  }

  private streaming(container: Container): Container {
    return this.engine.streaming.getContainer(container.id);
  }

  private async speaking<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw engineProblem(error);
    }
  }
}
