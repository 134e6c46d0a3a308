import { Injectable } from '@nestjs/common';
import type { AppEvent } from '@appbase-pfe/types';

/** News of the apps, told after the commit. */
export type AppNews =
  /** Somebody wishes something of the app: look at it again. */
  | { kind: 'wish'; appId: string }
  /** What is stored of the app has changed. */
  | { kind: 'change'; appId: string }
  /** Something that is kept in the list of events. */
  | { kind: 'event'; event: AppEvent };

/** The one typed event by which tenancy, orchestration, routing and discovery hear of the apps. */
@Injectable()
export class AppsNews {
  private readonly listeners = new Set<(news: AppNews) => void>();

  /** Returns how to stop listening. */
  listen(listener: (news: AppNews) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(news: AppNews): void {
    for (const listener of this.listeners) listener(news);
  }
}
