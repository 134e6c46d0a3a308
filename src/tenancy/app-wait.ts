import { Injectable } from '@nestjs/common';
import type { AppView } from '@appbase-pfe/types';
import { errors } from '../common/errors.js';
import { type App, toAppView } from './app-row.js';
import { AppsNews } from './apps-news.js';
import { AppsStore } from './apps-store.js';

const LIMIT_MS = 60_000;

/** Waits until an app has come to what was asked of it. */
@Injectable()
export class AppWait {
  constructor(
    private readonly store: AppsStore,
    private readonly news: AppsNews,
  ) {}

  /** @throws AppError `TIMEOUT` after a minute; the work goes on */
  async untilHealthy(id: string, generation: number): Promise<AppView> {
    const app = await this.until(id, (now) => isHealthy(now, generation));
    if (app === undefined) throw errors.notFound('The app was removed meanwhile');
    return toAppView(app);
  }

  async untilStopped(id: string): Promise<AppView> {
    const app = await this.until(id, (now) => now.state === 'stopped');
    if (app === undefined) throw errors.notFound('The app was removed meanwhile');
    return toAppView(app);
  }

  async untilGone(id: string): Promise<void> {
    await this.until(id, () => false);
  }

  private until(id: string, isReached: (app: App) => boolean): Promise<App | undefined> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        stop();
        finish();
      };
      const look = () => {
        const app = this.store.find(id);
        if (app === undefined || isReached(app)) settle(() => resolve(app));
      };
      const timer = setTimeout(
        () => settle(() => reject(errors.timeout('Not done within a minute; the work goes on'))),
        LIMIT_MS,
      );
      const stop = this.news.listen((news) => {
        if (news.kind === 'change' && news.appId === id) look();
      });
      look();
    });
  }
}

function isHealthy(app: App, generation: number): boolean {
  return app.state === 'running' && app.readyGeneration >= generation;
}
