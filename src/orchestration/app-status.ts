import { Injectable } from '@nestjs/common';
import type { AppCondition, AppState } from '@appbase-pfe/types';
import { Clock } from '../common/clock.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { AppEvents } from '../tenancy/app-events.js';
import type { App } from '../tenancy/app-row.js';
import { AppsNews } from '../tenancy/apps-news.js';
import { type AppChange, AppsStore } from '../tenancy/apps-store.js';
import type { Verdict } from './instance-runtime.js';

export interface Note {
  state?: AppState | undefined;
  reason: string;
  message: string;
  conditions?: readonly Verdict[];
  change?: AppChange;
  /** Kept in the list of events also when the state stays the same. */
  event?: string;
}

/** Writes down what an app is, with reason and since, and tells it. Nothing is written twice. */
@Injectable()
export class AppStatus {
  constructor(
    private readonly database: Database,
    private readonly store: AppsStore,
    private readonly events: AppEvents,
    private readonly news: AppsNews,
    private readonly clock: Clock,
  ) {}

  async note(appId: string, note: Note): Promise<App | undefined> {
    const stored = this.store.find(appId);
    if (stored === undefined || isKnown(stored, note)) return stored;
    return this.database.write((db) => {
      const app = this.store.get(db, appId);
      return app === undefined ? undefined : this.write(db, app, note);
    });
  }

  private write(db: Connection, app: App, note: Note): App | undefined {
    const now = this.clock.now();
    const moved = note.state !== undefined && note.state !== app.state;
    const changed = this.store.change(db, app.id, {
      ...note.change,
      ...(moved ? { state: note.state!, stateSince: now } : {}),
      conditions: merged(app.conditions, note.conditions ?? [], new Date(now).toISOString()),
    });
    if (moved || note.event !== undefined) {
      this.events.append(db, {
        appId: app.id,
        type: note.event ?? `app.${note.state}`,
        reason: note.reason,
        message: note.message,
      });
    }
    db.afterCommit(() => this.news.tell({ kind: 'change', appId: app.id }));
    return changed;
  }
}

function isKnown(app: App, note: Note): boolean {
  if (note.event !== undefined || note.change !== undefined) return false;
  if (note.state !== undefined && note.state !== app.state) return false;
  return (note.conditions ?? []).every((verdict) => {
    const known = app.conditions.find(({ type }) => type === verdict.type);
    return known !== undefined && isSame(known, verdict);
  });
}

/** The conditions with what is new in them; `since` moves only with the status. */
export function merged(
  conditions: readonly AppCondition[],
  verdicts: readonly Verdict[],
  now: string,
): AppCondition[] {
  const result = new Map(conditions.map((condition) => [condition.type, condition]));
  for (const verdict of verdicts) {
    const known = result.get(verdict.type);
    const since = known !== undefined && known.status === verdict.status ? known.since : now;
    result.set(verdict.type, { ...verdict, since });
  }
  return [...result.values()];
}

function isSame(a: Verdict, b: Verdict): boolean {
  return a.status === b.status && a.reason === b.reason && a.message === b.message;
}
