import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type {
  AppLimits,
  AppPage,
  AppView,
  CreateApp,
  CreatedApp,
  ListApps,
  UpdateApp,
} from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import type { RequestContext } from '../access/caller.js';
import { Idempotency } from '../access/idempotency.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import { newId } from '../common/ids.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { AppEvents, cursorNumber } from './app-events.js';
import { AppFolders } from './app-folders.js';
import { type App, toAppView } from './app-row.js';
import { AppsNews } from './apps-news.js';
import { AppsStore } from './apps-store.js';
import { DiskSpace } from './disk-space.js';
import { newFirstKey, toFirstKeyView } from './first-key.js';
import { Ports } from './ports.js';
import { slugFrom } from './slug.js';

const DEFAULT_LIMITS: AppLimits = { memoryMb: 512, cpus: 1, pids: 128, storageMb: 10_240 };
/** With less room than this no app is added. */
export const LEAST_FREE_BYTES = 512 * 1024 * 1024;
const DEFAULT_PAGE = 50;

/** The apps: what is registered, and what each shall be. Orchestration makes it so. */
@Injectable()
export class AppsService implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly store: AppsStore,
    private readonly ports: Ports,
    private readonly folders: AppFolders,
    private readonly disk: DiskSpace,
    private readonly events: AppEvents,
    private readonly news: AppsNews,
    private readonly audit: AuditService,
    private readonly idempotency: Idempotency,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.folders.forgetUnknown(new Set(this.store.all().map(({ id }) => id)));
  }

  list(query: ListApps): AppPage {
    const limit = query.limit ?? DEFAULT_PAGE;
    const after = query.cursor === undefined ? 0 : cursorNumber(query.cursor);
    const { items, total } = this.store.list(query, after, limit + 1);
    const page = items.slice(0, limit);
    const more = items.length > limit ? { nextCursor: String(page.at(-1)!.number) } : {};
    return { items: page.map(toAppView), total, ...more };
  }

  /** @throws AppError `NOT_FOUND` also for one that is being wiped */
  find(idOrSlug: string): App {
    const app = this.store.find(idOrSlug);
    if (app === undefined || this.isBeingWiped(app)) throw errors.notFound('There is no such app');
    return app;
  }

  get(idOrSlug: string): AppView {
    return toAppView(this.find(idOrSlug));
  }

  /**
   * Registers an app with a port and a first key; the work to run it goes on by itself. `repeat`
   * is the `Idempotency-Key` of the request: the same one gets the first answer again.
   */
  async create(
    context: RequestContext,
    input: CreateApp,
    repeat?: string | string[],
  ): Promise<CreatedApp> {
    const request = this.idempotency.identify(context, repeat, ['POST /apps', input]);
    await this.refuseWithoutRoom();
    return this.ports.take(async (port) => {
      const now = this.clock.now();
      const id = `app_${newId().replaceAll('-', '')}`;
      const key = newFirstKey(now);
      this.folders.writeFirstKey(id, key);
      try {
        const answer = await this.database.write((db) =>
          this.idempotency.once(db, request, () => {
            const app = this.insert(db, context, input, { id, port, now });
            const created: CreatedApp = { app: toAppView(app), apiKey: toFirstKeyView(key) };
            return JSON.stringify(created);
          }),
        );
        const created = JSON.parse(answer) as CreatedApp;
        if (created.app.id !== id) await this.folders.wipe(id);
        return created;
      } catch (error) {
        await this.folders.wipe(id);
        throw error;
      }
    });
  }

  private insert(
    db: Connection,
    context: RequestContext,
    input: CreateApp,
    { id, port, now }: { id: string; port: number; now: number },
  ): App {
    const slug = input.slug ?? slugFrom(input.name, (taken) => this.isTaken(taken));
    if (this.isTaken(slug)) throw errors.conflict(`The slug ${slug} is taken`, { slug });
    const app = this.store.insert(db, {
      id,
      slug,
      port,
      name: input.name,
      limits: { ...DEFAULT_LIMITS, ...input.limits },
      egress: input.egress ?? 'none',
      conditions: [],
      createdAt: now,
    });
    this.audit.append(db, {
      action: 'app.create',
      ...auditedBy(context),
      resource: 'app',
      resourceId: id,
      metadata: { slug, port, egress: app.egress },
    });
    this.events.append(db, {
      appId: id,
      type: 'app.created',
      reason: 'Created',
      message: `${slug} was created on port ${port}`,
    });
    db.afterCommit(() => this.news.tell({ kind: 'wish', appId: id }));
    return app;
  }

  async update(context: RequestContext, idOrSlug: string, input: UpdateApp): Promise<AppView> {
    const { id } = this.find(idOrSlug);
    return this.database.write((db) => {
      const app = this.store.get(db, id)!;
      if (app.deletedAt !== undefined)
        throw errors.conflict('The app is deleted: restore it first');
      const changed = this.store.change(db, id, {
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(input.limits === undefined ? {} : { limits: { ...app.limits, ...input.limits } }),
        ...(input.egress === undefined ? {} : { egress: input.egress }),
        updatedAt: this.clock.now(),
      })!;
      this.audit.append(db, {
        action: 'app.update',
        ...auditedBy(context),
        resource: 'app',
        resourceId: id,
        metadata: { ...input },
      });
      db.afterCommit(() => this.news.tell({ kind: 'wish', appId: id }));
      return toAppView(changed);
    });
  }

  private isTaken(slug: string): boolean {
    return this.store.find(slug) !== undefined;
  }

  private isBeingWiped(app: App): boolean {
    return app.purgeAt !== undefined && app.purgeAt <= this.clock.now();
  }

  private async refuseWithoutRoom(): Promise<void> {
    const free = await this.disk.free();
    if (free >= LEAST_FREE_BYTES) return;
    const mebibytes = (bytes: number) => `${Math.floor(bytes / 1024 / 1024)} MiB`;
    throw errors.insufficientStorage(
      `The disk has ${mebibytes(free)} left and a new app needs ${mebibytes(LEAST_FREE_BYTES)}: make room`,
    );
  }
}
