import { Injectable } from '@nestjs/common';
import type { AuditEntryView, AuditPage, ListAudit } from '@appbase-pfe/types';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { paged } from '../database/paged.js';
import type { AuditRow } from './audit-chain.js';

/** What each filter asks of a row; the texts are fixed, the values travel as parameters. */
const CONDITIONS = {
  action: 'action = ?',
  actor: 'actor = ?',
  userId: 'user_id = ?',
  from: 'at >= ?',
  to: 'at <= ?',
} as const;

/** Looks things up in the audit trail, off the main thread: it may be long. */
@Injectable()
export class AuditLogService {
  constructor(private readonly database: Database) {}

  /** The entries that fit, the newest first. */
  async list({ limit = 50, offset = 0, ...filters }: ListAudit): Promise<AuditPage> {
    const asked = Object.entries(filters).filter(([, value]) => value !== undefined);
    const conditions = asked.map(([name]) => CONDITIONS[name as keyof typeof CONDITIONS]);
    const values = asked.map(([name, value]) =>
      name === 'from' || name === 'to' ? Date.parse(value) : value,
    );
    const where = ['TRUE', ...conditions].join(' AND ');
    const [rows, totals] = await this.database.readLong([
      {
        sql: `SELECT * FROM audit_log WHERE ${where} ORDER BY id DESC LIMIT ? OFFSET ?`,
        values: [...values, limit, offset],
      },
      { sql: `SELECT count(*) AS n FROM audit_log WHERE ${where}`, values },
    ]);
    return {
      items: (rows as unknown as AuditRow[]).map(toAuditView),
      total: Number(totals![0]!['n']),
      limit,
      offset,
    };
  }

  /** All entries, the oldest first, for an export. */
  *all(db: Connection): Generator<AuditEntryView> {
    const rows = paged<AuditRow, number>(
      0,
      ({ id }) => id,
      (after, limit) =>
        db.all('SELECT * FROM audit_log WHERE id > ? ORDER BY id LIMIT ?', after, limit),
    );
    for (const row of rows) yield toAuditView(row);
  }
}

function toAuditView(row: AuditRow): AuditEntryView {
  return {
    id: String(row.id),
    at: new Date(row.at).toISOString(),
    action: row.action,
    actor: row.actor,
    ...optional('userId', row.user_id),
    ...optional('resource', row.resource),
    ...optional('resourceId', row.resource_id),
    ...(row.metadata === null
      ? {}
      : { metadata: JSON.parse(row.metadata) as Record<string, unknown> }),
    ...optional('requestId', row.request_id),
    ...optional('ip', row.ip),
  };
}

function optional(name: string, value: string | null): Record<string, string> {
  return value === null ? {} : { [name]: value };
}
