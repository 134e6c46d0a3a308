import { Injectable } from '@nestjs/common';
import { Mutex } from '../../common/mutex.js';
import { Database } from '../../database/database.js';
import type { App } from '../../tenancy/app-row.js';
import { AppsStore } from '../../tenancy/apps-store.js';

/** Gives every app a network of the pool, for as long as the app lives. */
@Injectable()
export class SubnetStore {
  private readonly mutex = new Mutex();

  constructor(
    private readonly database: Database,
    private readonly store: AppsStore,
  ) {}

  /** The app with its subnet; `choose` finds a free one when it has none yet. */
  place(app: App, choose: (taken: ReadonlySet<number>) => Promise<number>): Promise<App> {
    return this.mutex.run(async () => {
      const now = this.store.find(app.id) ?? app;
      if (now.subnet !== undefined) return { ...app, subnet: now.subnet };
      const subnet = await choose(this.store.takenSubnets());
      await this.database.write((db) => this.store.change(db, app.id, { subnet }));
      return { ...app, subnet };
    });
  }

  /** Takes the network back from an app, so that it gets another one. */
  release(app: App): Promise<void> {
    return this.mutex.run(async () => {
      await this.database.write((db) => this.store.change(db, app.id, { subnet: null }));
    });
  }
}
