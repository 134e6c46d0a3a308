import { Injectable } from '@nestjs/common';
import type { AppView } from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import type { RequestContext } from '../access/caller.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import { Database } from '../database/database.js';
import { AppEvents } from './app-events.js';
import { type App, toAppView } from './app-row.js';
import { AppsNews } from './apps-news.js';
import { AppsService } from './apps.service.js';
import { type AppChange, AppsStore } from './apps-store.js';
import { Ports } from './ports.js';

/** A deleted app can be restored for this long. */
export const KEPT_AFTER_DELETE_MS = 7 * 24 * 60 * 60 * 1000;

/** Wishes that change whether an app runs or exists. */
@Injectable()
export class AppLifecycle {
  constructor(
    private readonly database: Database,
    private readonly apps: AppsService,
    private readonly store: AppsStore,
    private readonly ports: Ports,
    private readonly events: AppEvents,
    private readonly news: AppsNews,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  start(context: RequestContext, idOrSlug: string): Promise<App> {
    return this.wish(context, idOrSlug, 'app.start', (app) =>
      app.desired === 'running'
        ? afresh(app)
        : { ...afresh(app), desired: 'running', generation: app.generation + 1 },
    );
  }

  stop(context: RequestContext, idOrSlug: string): Promise<App> {
    return this.wish(context, idOrSlug, 'app.stop', (app) => ({
      ...afresh(app),
      desired: 'stopped',
    }));
  }

  restart(context: RequestContext, idOrSlug: string): Promise<App> {
    return this.wish(context, idOrSlug, 'app.restart', (app) => ({
      ...afresh(app),
      desired: 'running',
      generation: app.generation + 1,
    }));
  }

  /** Tries again now what waits for its next try. */
  retry(context: RequestContext, idOrSlug: string): Promise<App> {
    return this.wish(context, idOrSlug, 'app.retry', afresh);
  }

  /** Stops the app and keeps its data for a week. Its port is free at once. */
  async remove(context: RequestContext, idOrSlug: string): Promise<AppView> {
    const app = this.apps.find(idOrSlug);
    if (app.deletedAt !== undefined) return toAppView(app);
    const now = this.clock.now();
    return toAppView(
      await this.change(context, app.id, 'app.delete', () => ({
        port: null,
        state: 'deleting',
        stateSince: now,
        deletedAt: now,
        purgeAt: now + KEPT_AFTER_DELETE_MS,
      })),
    );
  }

  /** Wipes the app and its data. `confirm` must be its slug. */
  async purge(context: RequestContext, idOrSlug: string, confirm?: string): Promise<AppView> {
    const app = this.apps.find(idOrSlug);
    if (confirm !== app.slug) {
      throw errors.invalid('confirm', 'must be the slug of the app: its data cannot be had again');
    }
    const now = this.clock.now();
    return toAppView(
      await this.change(context, app.id, 'app.purge', (stored) => ({
        port: null,
        state: 'deleting',
        stateSince: now,
        deletedAt: stored.deletedAt ?? now,
        purgeAt: now,
      })),
    );
  }

  async restore(context: RequestContext, idOrSlug: string): Promise<App> {
    const { id } = this.apps.find(idOrSlug);
    return this.ports.take((port) =>
      this.change(context, id, 'app.restore', (app) => {
        if (app.deletedAt === undefined) throw errors.conflict('The app is not deleted');
        // Its data are going already, or gone.
        if (app.purgeAt! <= this.clock.now()) throw errors.notFound('There is no such app');
        return {
          ...afresh(app),
          port,
          state: 'provisioning',
          stateSince: this.clock.now(),
          generation: app.generation + 1,
          deletedAt: null,
          purgeAt: null,
        };
      }),
    );
  }

  private wish(
    context: RequestContext,
    idOrSlug: string,
    action: string,
    decide: (app: App) => AppChange,
  ): Promise<App> {
    const { id } = this.apps.find(idOrSlug);
    return this.change(context, id, action, (app) => {
      if (app.deletedAt !== undefined)
        throw errors.conflict('The app is deleted: restore it first');
      return decide(app);
    });
  }

  private async change(
    context: RequestContext,
    id: string,
    action: string,
    decide: (app: App) => AppChange,
  ): Promise<App> {
    return this.database.write((db) => {
      const app = this.store.get(db, id);
      if (app === undefined) throw errors.notFound('There is no such app');
      const changed = this.store.change(db, id, {
        ...decide(app),
        updatedAt: this.clock.now(),
      })!;
      const by = auditedBy(context);
      this.audit.append(db, { action, ...by, resource: 'app', resourceId: id });
      this.events.append(db, {
        appId: id,
        type: action,
        reason: 'Asked',
        message: `${action.replace('app.', '')} of ${app.slug}, asked by ${by.actor}`,
      });
      db.afterCommit(() => this.news.tell({ kind: 'wish', appId: id }));
      return changed;
    });
  }
}

/** Forgets past failures: what was asked for by hand is tried at once, on the newest image too. */
function afresh(_app: App): AppChange {
  return { failures: 0, retryAt: null, badImage: null };
}
