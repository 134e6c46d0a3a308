import { Injectable } from '@nestjs/common';
import { AppSettings, type UpdateSettings } from '@appbase-pfe/types';
import { type AuditEntry, AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { Database } from '../database/database.js';
import { type FirstSettings, firstValues } from './first-settings.js';

interface SettingsRow {
  app_id: string;
  changes: string;
}

type Listener = (now: AppSettings, before: AppSettings) => void;

const SELECT = 'SELECT app_id, changes FROM settings WHERE id = 1';

/**
 * What an operator may set. Only what was changed is stored: the rest follows the environment and
 * the defaults of the program. Kept in memory, so that asking costs nothing.
 */
@Injectable()
export class SettingsService {
  private readonly listeners: Listener[] = [];
  private values: AppSettings;

  private constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditService,
    private readonly first: AppSettings,
    /** The id of this app: audience of its tokens, part of its cookies' names. */
    readonly appId: string,
    changes: UpdateSettings,
  ) {
    this.values = merge(first, changes);
  }

  /** Reads the settings; at first start it gives the app its id. */
  static async open(
    database: Database,
    clock: Clock,
    audit: AuditService,
    first: FirstSettings,
  ): Promise<SettingsService> {
    const row = await database.write((db) => {
      db.run(
        'INSERT OR IGNORE INTO settings (id, app_id, changes, updated_at) VALUES (1, ?, ?, ?)',
        first.appId ?? `app_${newId().replaceAll('-', '')}`,
        '{}',
        clock.now(),
      );
      return db.get<SettingsRow>(SELECT)!;
    });
    const changes = JSON.parse(row.changes) as UpdateSettings;
    return new SettingsService(database, clock, audit, firstValues(first), row.app_id, changes);
  }

  /** The settings as they are now. Ask each time: they change while the program runs. */
  get current(): AppSettings {
    return this.values;
  }

  /** Calls `listener` after every change. */
  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Changes what is named, for whoever `by` says; it holds when this resolves. */
  async update(
    by: Pick<AuditEntry, 'actor' | 'userId' | 'requestId' | 'ip'>,
    update: UpdateSettings,
  ): Promise<AppSettings> {
    return this.database.write((db) => {
      const stored = JSON.parse(db.get<SettingsRow>(SELECT)!.changes) as UpdateSettings;
      const changes = mergeChanges(stored, update);
      const values = AppSettings.parse(merge(this.first, changes));
      db.run(
        'UPDATE settings SET changes = ?, updated_at = ? WHERE id = 1',
        JSON.stringify(changes),
        this.clock.now(),
      );
      this.audit.append(db, {
        action: 'settings.update',
        ...by,
        resource: 'settings',
        metadata: { ...update },
      });
      db.afterCommit(() => this.use(values));
      return values;
    });
  }

  private use(values: AppSettings): void {
    const before = this.values;
    this.values = values;
    for (const listener of this.listeners) listener(values, before);
  }
}

function merge(first: AppSettings, changes: UpdateSettings): AppSettings {
  return {
    ...first,
    ...changes,
    passwords: { ...first.passwords, ...changes.passwords },
    sessions: { ...first.sessions, ...changes.sessions },
    throttling: { ...first.throttling, ...changes.throttling },
  };
}

function mergeChanges(stored: UpdateSettings, update: UpdateSettings): UpdateSettings {
  return {
    ...stored,
    ...update,
    passwords: { ...stored.passwords, ...update.passwords },
    sessions: { ...stored.sessions, ...update.sessions },
    throttling: { ...stored.throttling, ...update.throttling },
  };
}
