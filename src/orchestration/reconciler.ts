import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../common/clock.js';
import { LOGGER, type Logger } from '../common/log-token.js';
import type { App } from '../tenancy/app-row.js';
import { AppsNews } from '../tenancy/apps-news.js';
import { AppsStore } from '../tenancy/apps-store.js';
import { AppStatus } from './app-status.js';
import { AppSteps } from './app-steps.js';
import { decide } from './decide.js';
import { HealthWatch } from './health-watch.js';
import { InstanceRuntime, RuntimeProblem, type Verdict } from './instance-runtime.js';
import { Slots } from './slots.js';

/** How many apps are started, stopped or removed side by side. */
const PARALLEL_STEPS = 4;
/** One look at an app performs at most so many steps, so that no fault can spin. */
const STEPS_PER_LOOK = 12;
const RESYNC_MS = 30_000;
/** After an unforeseen error the app is looked at again this much later. */
const ERROR_RETRY_MS = 5000;

interface Queue {
  /** Another look was asked for during this one. */
  again: boolean;
  busy: Promise<void> | undefined;
  timer?: NodeJS.Timeout;
}

/**
 * Brings every app to what is wanted, level by level: whatever asks for a look (a wish, an exit, a
 * flipped check, the clock), the same question is answered anew. One queue an app.
 */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly queues = new Map<string, Queue>();
  private readonly slots = new Slots(PARALLEL_STEPS);
  private stopping = false;
  private sweeping: Promise<void> | undefined;
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly store: AppsStore,
    private readonly news: AppsNews,
    private readonly runtime: InstanceRuntime,
    private readonly watch: HealthWatch,
    private readonly steps: AppSteps,
    private readonly status: AppStatus,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.watch.onFlip((appId) => this.look(appId));
    this.stopListening = this.news.listen((told) => {
      if (told.kind === 'wish') this.look(told.appId);
    });
    await this.runtime.open(({ appId, renewed = false }) => {
      if (appId === undefined) this.lookAtAll((app) => renewed || waitsForRuntime(app));
      else this.look(appId);
    });
    this.lookAtAll();
  }

  /** Waits for what is under way; then what does not outlive the control plane is stopped. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    this.stopListening?.();
    for (const { timer } of this.queues.values()) clearTimeout(timer);
    const closed = this.runtime.close();
    for (const { busy } of this.queues.values()) await busy;
    await this.sweeping;
    await closed;
    if (this.runtime.outlivesMaster) return;
    for (const app of this.store.all().filter(({ instance }) => instance !== undefined)) {
      await this.status.note(app.id, {
        reason: 'MasterStopped',
        message: 'The control plane was stopped, and its child processes with it',
        event: 'instance.stopped',
        change: { instance: null },
      });
    }
  }

  @Interval('resync', RESYNC_MS)
  resync(): void {
    this.lookAtAll();
    // An engine that is slow to answer is not asked more and more.
    this.sweeping ??= this.sweep().finally(() => (this.sweeping = undefined));
  }

  private async sweep(): Promise<void> {
    try {
      const removed = await this.runtime.sweep(() => this.store.all());
      if (removed.length > 0) this.logger.warn({ removed }, 'orphans were removed');
    } catch (error) {
      this.logger.error({ err: error }, 'orphans could not be removed');
    }
  }

  /** Looks at an app soon; while it is being looked at, once more afterwards. */
  look(appId: string): void {
    if (this.stopping) return;
    const queue = this.queues.get(appId) ?? { again: false, busy: undefined };
    this.queues.set(appId, queue);
    if (queue.busy !== undefined) {
      queue.again = true;
      return;
    }
    clearTimeout(queue.timer);
    queue.busy = this.work(appId, queue).finally(() => {
      queue.busy = undefined;
      if (queue.again && !this.stopping) {
        queue.again = false;
        this.look(appId);
      } else if (this.store.find(appId) === undefined) {
        clearTimeout(queue.timer);
        this.queues.delete(appId);
      }
    });
  }

  /** Apps that wait for their next try and are `due` are tried at once. */
  private lookAtAll(due: (app: App) => boolean = () => false): void {
    for (const app of this.store.all()) {
      if (app.retryAt !== undefined && due(app)) void this.tryNow(app);
      else this.look(app.id);
    }
  }

  private async tryNow(app: App): Promise<void> {
    await this.status.note(app.id, {
      reason: 'RuntimeBack',
      message: 'The runtime answers again, or has what was missing',
      change: { retryAt: null },
    });
    this.look(app.id);
  }

  private async work(appId: string, queue: Queue): Promise<void> {
    // Never in the turn of the caller: it may stand inside a write.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      for (let count = 0; count < STEPS_PER_LOOK && !this.stopping; count++) {
        const app = this.store.find(appId);
        if (app === undefined || (await this.step(app, queue))) return;
      }
      this.lookLater(appId, queue, ERROR_RETRY_MS);
    } catch (error) {
      await this.explain(appId, error);
      this.lookLater(appId, queue, ERROR_RETRY_MS);
    }
  }

  /** Performs the next step; `true` when there is none. */
  private async step(app: App, queue: Queue): Promise<boolean> {
    const observed = await this.runtime.observe(app);
    const stored = this.store.find(app.id);
    if (stored === undefined) return true;
    if (observed.status === 'running' && stored.instance?.id === observed.id) {
      const starting = stored.instance?.wasReady !== true;
      this.watch.follow(app.id, stored.instance!, app.slug, starting);
    }
    const next = decide({
      app: stored,
      specHash: this.runtime.specHash(stored),
      observed,
      health: this.watch.health(app.id),
      now: this.clock.now(),
    });
    if (next.do !== 'rest') {
      await this.slots.run(() => this.steps.perform(stored, next, observed));
      return false;
    }
    await this.steps.rest(stored, next);
    if (observed.status === 'running') await this.runtime.applyLimits(stored);
    if (next.lookAt !== undefined) {
      this.lookLater(app.id, queue, next.lookAt - this.clock.now());
    }
    return true;
  }

  private lookLater(appId: string, queue: Queue, wait: number): void {
    clearTimeout(queue.timer);
    if (this.stopping) return;
    // A timer holds at most 2^31 ms; the resync comes by long before.
    queue.timer = setTimeout(() => this.look(appId), Math.min(Math.max(wait, 10), 3_600_000));
  }

  private async explain(appId: string, error: unknown): Promise<void> {
    if (error instanceof RuntimeProblem) {
      await this.noteProblem(appId, error.verdict).catch((cause: unknown) =>
        this.logger.error({ err: cause }, 'cannot note a problem'),
      );
      return;
    }
    this.logger.error({ err: error, appId }, 'an app could not be brought to what is wanted');
  }

  /** The runtime does not say what is there: what the checks say is all that is known. */
  private async noteProblem(appId: string, verdict: Verdict): Promise<void> {
    const isDown =
      this.store.find(appId)?.state === 'running' && this.watch.health(appId).misses > 0;
    await this.status.note(appId, {
      reason: verdict.reason,
      message: verdict.message,
      conditions: isDown
        ? [verdict, { ...verdict, type: 'InstanceReady', status: false }]
        : [verdict],
      ...(isDown ? { state: 'unhealthy' as const } : {}),
    });
  }
}

/** It is no death of its own that it waits after. */
function waitsForRuntime({ failures, state }: App): boolean {
  return failures === 0 || state === 'failed';
}
