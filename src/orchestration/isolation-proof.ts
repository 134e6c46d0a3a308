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
import { InstanceRuntime } from './instance-runtime.js';
import { Slots } from './slots.js';

/** Each test starts a program inside an app, so only a few at once. */
const PARALLEL_TESTS = 2;
const LOOK_EVERY_MS = 15_000;
/** What is not proven is tested again: the firewall may be mended, or the machine less busy. */
const FIRST_AGAIN_MS = 15_000;
const LONGEST_AGAIN_MS = 30 * 60_000;

interface Test {
  /** The run of an instance that was tested. */
  mark: string;
  /** When it is tested again; `Infinity` once it is proven. */
  againAt: number;
  wait: number;
}

/** Tests the isolation of each instance once it runs, and shows the result as a condition. */
@Injectable()
export class IsolationProof implements OnApplicationBootstrap, OnModuleDestroy {
  /** By app. */
  private readonly tests = new Map<string, Test>();
  private readonly slots = new Slots(PARALLEL_TESTS);
  private stop: (() => void) | undefined;

  constructor(
    private readonly store: AppsStore,
    private readonly news: AppsNews,
    private readonly runtime: InstanceRuntime,
    private readonly status: AppStatus,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.stop = this.news.listen((news) => {
      if (news.kind === 'change') this.look(news.appId, this.store.find(news.appId));
    });
  }

  onModuleDestroy(): void {
    this.stop?.();
    this.stop = undefined;
  }

  /** Also those that were running before this control plane: its firewall may be another. */
  @Interval('isolation', LOOK_EVERY_MS)
  lookAtAll(): void {
    if (this.stop === undefined) return;
    for (const app of this.store.all()) this.look(app.id, app);
  }

  private look(appId: string, app: App | undefined): void {
    if (app === undefined) this.tests.delete(appId);
    if (app?.state !== 'running' || app.instance === undefined) return;
    const mark = `${app.instance.id} ${app.instance.startedAt} ${app.egress}`;
    const before = this.tests.get(appId);
    const isSame = before?.mark === mark;
    if (isSame && this.clock.now() < before.againAt) return;
    const wait = isSame ? Math.min(LONGEST_AGAIN_MS, before.wait * 2) : FIRST_AGAIN_MS;
    // Not before this one has ended.
    const test: Test = { mark, againAt: Infinity, wait };
    this.tests.set(appId, test);
    void this.slots.run(() => this.run(app, test));
  }

  private async run(app: App, test: Test): Promise<void> {
    try {
      const verdict = await this.runtime.prove(app);
      if (verdict === undefined) return;
      await this.status.note(app.id, { ...verdict, conditions: [verdict] });
      if (verdict.status === true) return;
    } catch (error) {
      this.logger.warn({ err: error, app: app.slug }, 'the isolation could not be tested');
    }
    test.againAt = this.clock.now() + test.wait;
  }
}
