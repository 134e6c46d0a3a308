import type { Container, ContainerCreateOptions, ContainerInspectInfo } from 'dockerode';
import type { App } from '../../tenancy/app-row.js';
import { LABELS, objectName } from './docker-names.js';
import { type Engine, unless } from './engine.js';
import { imageGone } from './wanted-image.js';

const STOP_SECONDS = 12;
const GONE_LIMIT_MS = 10_000;

/** The containers of this installation, found by their labels. Nothing else is ever touched. */
export class DockerContainers {
  constructor(
    private readonly engine: Engine,
    private readonly installation: string,
  ) {}

  async find(app: Pick<App, 'id'>): Promise<Container | undefined> {
    const [found] = await this.engine.docker.listContainers({
      all: true,
      filters: { label: [this.ours, `${LABELS.app}=${app.id}`] },
    });
    return found && this.engine.docker.getContainer(found.Id);
  }

  async inspect(app: Pick<App, 'id'>): Promise<ContainerInspectInfo | undefined> {
    const container = await this.find(app);
    return container && unless(404, container.inspect());
  }

  /** The app's container as it shall be, not started. One that is otherwise is replaced. */
  async ensure(
    app: App,
    options: ContainerCreateOptions,
    { id: networkId }: { id: string },
  ): Promise<Container> {
    const info = await this.inspect(app);
    // One whose network was removed is on none, also when there is another of that name.
    if (
      info !== undefined &&
      isMadeOf(info, options) &&
      networkOf(info, app)?.NetworkID === networkId
    ) {
      const container = this.engine.docker.getContainer(info.Id);
      await container.update(pickLimits(options));
      return container;
    }
    await this.remove(app);
    const made = await unless(404, this.engine.docker.createContainer(options));
    if (made === undefined) throw imageGone(options.Image!);
    return made;
  }

  async start(container: Container): Promise<void> {
    await unless(304, container.start());
  }

  async stop(app: App): Promise<void> {
    const info = await this.inspect(app);
    if (info === undefined || !info.State.Running) return;
    const container = this.engine.docker.getContainer(info.Id);
    // A frozen process hears no signal, and the engine would wait for it.
    if (info.State.Paused) await unless([304, 404, 409], container.unpause());
    await unless([304, 404, 409], container.stop({ t: STOP_SECONDS }));
  }

  async kill(app: App): Promise<void> {
    const info = await this.inspect(app);
    if (info === undefined || !info.State.Running) return;
    const container = this.engine.docker.getContainer(info.Id);
    if (info.State.Paused) await unless([304, 404, 409, 500], container.unpause());
    await unless([304, 404, 409], container.kill());
    const signal = AbortSignal.timeout(GONE_LIMIT_MS);
    await unless(404, container.wait({ abortSignal: signal } as Parameters<Container['wait']>[0]));
  }

  async remove(app: Pick<App, 'id'>): Promise<void> {
    const container = await this.find(app);
    if (container === undefined) return;
    const info = await unless(404, container.inspect());
    if (info?.State.Paused === true) await unless([304, 404, 409, 500], container.unpause());
    await unless([404, 409], container.remove({ force: true, v: true }));
  }

  /** Removes containers and networks of ours that belong to no app; tells of which apps. */
  async sweep(
    apps: () => readonly App[],
    removeNetwork: (app: { id: string; slug: string }) => Promise<void>,
  ): Promise<{ id: string; slug: string }[]> {
    const filters = { label: [this.ours] };
    const containers = await this.engine.docker.listContainers({ all: true, filters });
    const networks = await this.engine.docker.listNetworks({ filters });
    // Looked up after the lists: an app that was made meanwhile is known.
    const known = new Set(apps().map(({ id }) => id));
    const labels = [...containers, ...networks].map((object) => object.Labels?.[LABELS.app]);
    const orphans = [...new Set(labels)].filter(
      (id): id is string => id !== undefined && !known.has(id),
    );
    for (const id of orphans) {
      await this.remove({ id });
      await removeNetwork({ id, slug: '' });
    }
    return orphans.map((id) => ({ id, slug: '' }));
  }

  private get ours(): string {
    return `${LABELS.installation}=${this.installation}`;
  }
}

/** How a container is on its app's network, if it is. */
export function networkOf(info: ContainerInspectInfo, app: Pick<App, 'id' | 'slug'>) {
  return info.NetworkSettings.Networks[objectName(app)];
}

/**
 * Whether a container is what it would be if it were made now. What it is told in its environment
 * may have changed while it lived: how much of its memory its heap may take, how much it logs.
 */
function isMadeOf({ Config: made }: ContainerInspectInfo, wanted: ContainerCreateOptions): boolean {
  return (
    made.Labels[LABELS.specHash] === wanted.Labels![LABELS.specHash] &&
    wanted.Env!.every((setting) => made.Env.includes(setting))
  );
}

function pickLimits({ HostConfig: host }: ContainerCreateOptions) {
  const { Memory, MemorySwap, NanoCpus, PidsLimit } = host!;
  return { Memory, MemorySwap, NanoCpus, PidsLimit };
}
