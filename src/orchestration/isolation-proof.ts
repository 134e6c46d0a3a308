import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { LOGGER, type Logger } from '../common/log-token.js';
import { AppsNews } from '../tenancy/apps-news.js';
import { AppsStore } from '../tenancy/apps-store.js';
import { AppStatus } from './app-status.js';
import { InstanceRuntime } from './instance-runtime.js';

/** Tests the isolation of each instance once it runs, and shows the result as a condition. */
@Injectable()
export class IsolationProof implements OnApplicationBootstrap, OnModuleDestroy {
  /** Instances that were tested, by app. */
  private readonly tested = new Map<string, string>();
  private stop: (() => void) | undefined;

  constructor(
    private readonly store: AppsStore,
    private readonly news: AppsNews,
    private readonly runtime: InstanceRuntime,
    private readonly status: AppStatus,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.stop = this.news.listen((news) => {
      if (news.kind === 'change') this.look(news.appId);
    });
  }

  onModuleDestroy(): void {
    this.stop?.();
  }

  private look(appId: string): void {
    const app = this.store.find(appId);
    if (app?.state !== 'running' || app.instance === undefined) return;
    const mark = `${app.instance.id} ${app.instance.startedAt} ${app.egress}`;
    if (this.tested.get(appId) === mark) return;
    this.tested.set(appId, mark);
    this.runtime
      .prove(app)
      .then(async (verdict) => {
        if (verdict === undefined) return;
        await this.status.note(appId, { ...verdict, conditions: [verdict] });
      })
      .catch((error: unknown) => {
        this.tested.delete(appId);
        this.logger.warn({ err: error, app: app.slug }, 'the isolation could not be tested');
      });
  }
}
