import { Injectable } from '@nestjs/common';
import type { AppCondition, AppState, ListApps } from '@appbase-pfe/types';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { type App, type AppRow, type KnownInstance, toApp } from './app-row.js';

/** What may change of an app. A field that is `null` is emptied; one that is left out stays. */
export interface AppChange {
  name?: string;
  port?: number | null;
  subnet?: number | null;
  limits?: App['limits'];
  egress?: App['egress'];
  desired?: App['desired'];
  generation?: number;
  state?: AppState;
  stateSince?: number;
  conditions?: readonly AppCondition[];
  instance?: KnownInstance | null;
  readyGeneration?: number;
  restarts?: number;
  failures?: number;
  retryAt?: number | null;
  image?: string | null;
  badImage?: string | null;
  updatedAt?: number;
  deletedAt?: number | null;
  purgeAt?: number | null;
}

export type NewApp = Pick<
  App,
  'id' | 'name' | 'slug' | 'port' | 'limits' | 'egress' | 'createdAt' | 'conditions'
>;

const COLUMNS: Record<keyof AppChange, string> = {
  name: 'name',
  port: 'port',
  subnet: 'subnet',
  limits: 'limits',
  egress: 'egress',
  desired: 'desired',
  generation: 'generation',
  state: 'state',
  stateSince: 'state_since',
  conditions: 'conditions',
  instance: 'instance',
  readyGeneration: 'ready_generation',
  restarts: 'restarts',
  failures: 'failures',
  retryAt: 'retry_at',
  image: 'image',
  badImage: 'bad_image',
  updatedAt: 'updated_at',
  deletedAt: 'deleted_at',
  purgeAt: 'purge_at',
};

/** The SQL of the apps. */
@Injectable()
export class AppsStore {
  constructor(private readonly database: Database) {}

  /** By id or slug; also one that is deleted. */
  find(idOrSlug: string): App | undefined {
    const row = this.database.read((db) =>
      db.get<AppRow>('SELECT * FROM apps WHERE id = ? OR slug = ?', idOrSlug, idOrSlug),
    );
    return row && toApp(row);
  }

  all(): App[] {
    return this.database
      .read((db) => db.all<AppRow>('SELECT * FROM apps ORDER BY number'))
      .map(toApp);
  }

  list(query: ListApps, after: number, limit: number): { items: App[]; total: number } {
    const values: unknown[] = [];
    let where = "state <> 'deleted'";
    if (query.state !== undefined) {
      where = 'state = ?';
      values.push(query.state);
    }
    if (query.search !== undefined) {
      where += ' AND (instr(lower(name), ?) > 0 OR instr(slug, ?) > 0)';
      values.push(query.search.toLowerCase(), query.search.toLowerCase());
    }
    return this.database.read((db) => ({
      items: db
        .all<AppRow>(
          `SELECT * FROM apps WHERE ${where} AND number > ? ORDER BY number LIMIT ?`,
          ...values,
          after,
          limit,
        )
        .map(toApp),
      total: db.get<{ n: number }>(`SELECT count(*) AS n FROM apps WHERE ${where}`, ...values)!.n,
    }));
  }

  takenPorts(): Set<number> {
    const rows = this.database.read((db) =>
      db.all<{ port: number }>('SELECT port FROM apps WHERE port IS NOT NULL'),
    );
    return new Set(rows.map((row) => row.port));
  }

  takenSubnets(): Set<number> {
    const rows = this.database.read((db) =>
      db.all<{ subnet: number }>('SELECT subnet FROM apps WHERE subnet IS NOT NULL'),
    );
    return new Set(rows.map((row) => row.subnet));
  }

  insert(db: Connection, app: NewApp): App {
    db.run(
      `INSERT INTO apps (id, name, slug, port, limits, egress, desired, state, state_since,
                         conditions, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, 'running', 'provisioning', ?, ?, ?, ?)`,
      app.id,
      app.name,
      app.slug,
      app.port,
      JSON.stringify(app.limits),
      app.egress,
      app.createdAt,
      JSON.stringify(app.conditions),
      app.createdAt,
      app.createdAt,
    );
    return this.get(db, app.id)!;
  }

  /** Reads inside a write. */
  get(db: Connection, id: string): App | undefined {
    const row = db.get<AppRow>('SELECT * FROM apps WHERE id = ?', id);
    return row && toApp(row);
  }

  /** Changes what is given and returns the app as it is then; `undefined` when it is gone. */
  change(db: Connection, id: string, change: AppChange): App | undefined {
    const fields = Object.entries(change) as [keyof AppChange, unknown][];
    if (fields.length > 0) {
      const assignments = fields.map(([field]) => `${COLUMNS[field]} = ?`).join(', ');
      db.run(`UPDATE apps SET ${assignments} WHERE id = ?`, ...fields.map(toColumn), id);
    }
    return this.get(db, id);
  }

  /** Removes the row and all that was noted of the app. */
  erase(db: Connection, id: string): void {
    db.run('DELETE FROM app_samples WHERE app_id = ?', id);
    db.run('DELETE FROM app_grants WHERE app_id = ?', id);
    db.run('DELETE FROM apps WHERE id = ?', id);
  }
}

function toColumn([, value]: [string, unknown]): unknown {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}
