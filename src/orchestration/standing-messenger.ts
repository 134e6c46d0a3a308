import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { OperatorStandings } from '@appbase-pfe/types';
import { GUEST } from '../access/caller.js';
import { Clock } from '../common/clock.js';
import { LOGGER, type Logger } from '../common/log-token.js';
import { OperatorsNews } from '../operators/operators-news.js';
import { AppGrants } from '../tenancy/app-grants.js';
import type { App } from '../tenancy/app-row.js';
import { AppsNews } from '../tenancy/apps-news.js';
import { AppsStore } from '../tenancy/apps-store.js';
import { InstanceClient } from './instance-client.js';

/** An instance that did not take the news is told again after this long. */
const RETRY_MS = 1000;

/**
 * Tells every running instance who may use its dashboard: at its start, and whenever an account or
 * a grant changes. So whoever is removed or may do less here does so there too, at once.
 */
@Injectable()
export class StandingMessenger implements OnApplicationBootstrap, OnModuleDestroy {
  /** What each app's instance was told last. */
  private readonly told = new Map<string, string>();
  private readonly busy = new Map<string, Promise<void>>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private stops: (() => void)[] = [];

  constructor(
    private readonly operators: OperatorsNews,
    private readonly apps: AppsNews,
    private readonly store: AppsStore,
    private readonly grants: AppGrants,
    private readonly client: InstanceClient,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.stops = [
      this.operators.listen(() => {
        for (const { id } of this.store.all()) this.look(id);
      }),
      this.apps.listen((news) => {
        if (news.kind === 'change') this.look(news.appId);
      }),
    ];
    for (const { id } of this.store.all()) this.look(id);
  }

  onModuleDestroy(): void {
    for (const stop of this.stops) stop();
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  /** One message an app at a time, so that an older one never comes last. */
  private look(appId: string): void {
    const before = this.busy.get(appId);
    if (before !== undefined) {
      this.lookLater(appId, RETRY_MS);
      return;
    }
    const now = this.tell(appId).finally(() => this.busy.delete(appId));
    this.busy.set(appId, now);
  }

  private async tell(appId: string): Promise<void> {
    const app = this.store.find(appId);
    if (app?.instance === undefined || app.state !== 'running') {
      this.told.delete(appId);
      return;
    }
    const operators = this.grants.standings(appId);
    const mark = JSON.stringify([app.instance.id, app.instance.startedAt, operators]);
    if (this.told.get(appId) === mark) return;
    try {
      await this.send(app, { at: this.clock.now(), operators });
      this.told.set(appId, mark);
    } catch (error) {
      this.logger.debug({ err: error, app: app.slug }, 'an instance did not take who may use it');
      this.lookLater(appId, RETRY_MS);
    }
  }

  private send(app: App, standings: OperatorStandings): Promise<unknown> {
    return this.client.call(app, GUEST, 'PUT', '/internal/operators', standings);
  }

  private lookLater(appId: string, wait: number): void {
    clearTimeout(this.timers.get(appId));
    const again = () => {
      this.timers.delete(appId);
      this.look(appId);
    };
    this.timers.set(appId, setTimeout(again, wait).unref());
  }
}
