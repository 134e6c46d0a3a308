import { Injectable } from '@nestjs/common';
import type { AppEvent, AppEventPage, ListAppEvents } from '@appbase-pfe/types';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { AppsNews } from './apps-news.js';

/** How many events are kept. */
const KEPT_EVENTS = 100_000;
const DEFAULT_LIMIT = 50;

interface EventRow {
  id: number;
  at: number;
  app_id: string;
  type: string;
  reason: string;
  message: string;
}

/** What happened to the apps, in a table: streams replay it and the network page shows it. */
@Injectable()
export class AppEvents {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly news: AppsNews,
  ) {}

  /** Notes an event inside the write of what it tells; it is told after the commit. */
  append(db: Connection, event: Omit<AppEvent, 'id' | 'at'>): void {
    const at = this.clock.now();
    const { lastInsertRowid: id } = db.run(
      'INSERT INTO app_events (at, app_id, type, reason, message) VALUES (?, ?, ?, ?, ?)',
      at,
      event.appId,
      event.type,
      event.reason,
      event.message,
    );
    db.run('DELETE FROM app_events WHERE id <= ?', id - KEPT_EVENTS);
    const told = { id, at: new Date(at).toISOString(), ...event };
    db.afterCommit(() => this.news.tell({ kind: 'event', event: told }));
  }

  /** The newest events of one app first. */
  ofApp(appId: string, query: ListAppEvents): AppEventPage {
    const limit = query.limit ?? DEFAULT_LIMIT;
    const before =
      query.cursor === undefined ? Number.MAX_SAFE_INTEGER : cursorNumber(query.cursor);
    const rows = this.database.read((db) =>
      db.all<EventRow>(
        'SELECT * FROM app_events WHERE app_id = ? AND id < ? ORDER BY id DESC LIMIT ?',
        appId,
        before,
        limit + 1,
      ),
    );
    const items = rows.slice(0, limit).map(toEvent);
    return rows.length > limit ? { items, nextCursor: String(items.at(-1)!.id) } : { items };
  }

  /** Events after a position, oldest first, for streams. */
  after(id: number, limit: number): AppEvent[] {
    return this.database
      .read((db) =>
        db.all<EventRow>('SELECT * FROM app_events WHERE id > ? ORDER BY id LIMIT ?', id, limit),
      )
      .map(toEvent);
  }

  /** The oldest and the newest position there are (0 and 0 when nothing has happened). */
  range(): { first: number; last: number } {
    return this.database.read((db) =>
      db.get<{ first: number; last: number }>(
        'SELECT coalesce(min(id), 0) AS first, coalesce(max(id), 0) AS last FROM app_events',
      ),
    )!;
  }
}

/** @throws AppError `VALIDATION_ERROR` when it is none of our cursors */
export function cursorNumber(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) throw errors.invalid('cursor', 'is not one of this list');
  return Number(cursor);
}

function toEvent(row: EventRow): AppEvent {
  const { id, at, app_id: appId, type, reason, message } = row;
  return { id, at: new Date(at).toISOString(), appId, type, reason, message };
}
