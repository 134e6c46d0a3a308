import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { AppEvents } from '../tenancy/app-events.js';
import { AppFolders } from '../tenancy/app-folders.js';
import type { App } from '../tenancy/app-row.js';
import { AppsNews } from '../tenancy/apps-news.js';
import { AppsStore } from '../tenancy/apps-store.js';
import { InstanceRuntime } from './instance-runtime.js';

/** Wipes an app: nothing of it is left but its events and what the audit says. */
@Injectable()
export class AppEraser {
  constructor(
    private readonly runtime: InstanceRuntime,
    private readonly folders: AppFolders,
    private readonly database: Database,
    private readonly store: AppsStore,
    private readonly events: AppEvents,
    private readonly news: AppsNews,
  ) {}

  async wipe(app: App): Promise<void> {
    await this.runtime.remove(app);
    await this.folders.wipe(app.id);
    await this.database.write((db) => {
      this.store.erase(db, app.id);
      this.events.append(db, {
        appId: app.id,
        type: 'app.purged',
        reason: 'Purged',
        message: `${app.slug} and all its data were wiped`,
      });
      db.afterCommit(() => this.news.tell({ kind: 'change', appId: app.id }));
    });
  }
}
