import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Connection } from '../database/connection.js';

/** What is written down of an action. Never passwords, tokens or the contents of records. */
export interface AuditEntry {
  /** `record.create`, `user.login-failed`, … */
  action: string;
  /** Who: `user:<id>`, `operator:<email>`, `key:<id>`, `guest`, `system`. */
  actor: string;
  userId?: string | undefined;
  resource?: string | undefined;
  resourceId?: string | undefined;
  metadata?: Record<string, unknown> | undefined;
  requestId?: string | undefined;
  ip?: string | undefined;
}

/** Before the first entry there is no hash to chain to. */
export const CHAIN_START = '0'.repeat(64);

/** The append-only trail: each entry's hash covers its fields and the hash before it. */
@Injectable()
export class AuditService {
  constructor(private readonly clock: Clock) {}

  /** Appends an entry inside the write of what it tells, so both are stored or neither. */
  append(db: Connection, entry: AuditEntry): void {
    const before = db.get<{ hash: string }>('SELECT hash FROM audit_log ORDER BY id DESC LIMIT 1');
    const fields = [
      this.clock.now(),
      entry.action,
      entry.actor,
      entry.userId ?? null,
      entry.resource ?? null,
      entry.resourceId ?? null,
      entry.metadata === undefined ? null : JSON.stringify(entry.metadata),
      entry.requestId ?? null,
      entry.ip ?? null,
    ];
    const hash = chainHash(before?.hash ?? CHAIN_START, fields);
    db.run(
      `INSERT INTO audit_log
         (at, action, actor, user_id, resource, resource_id, metadata, request_id, ip, hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...fields,
      hash,
    );
  }
}

/** SHA-256 (hex) over the hash before and the entry's fields as a JSON array. */
export function chainHash(before: string, fields: readonly unknown[]): string {
  return createHash('sha256').update(before).update(JSON.stringify(fields)).digest('hex');
}
