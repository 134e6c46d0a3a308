import { Injectable, Optional } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Connection } from '../database/connection.js';
import { CHAIN_START, chainHash } from './audit-chain.js';
import { AuditHead } from './audit-head.js';

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

/** The append-only trail: each entry's hash covers its fields and the hash before it. */
@Injectable()
export class AuditService {
  constructor(
    private readonly clock: Clock,
    @Optional() private readonly head?: AuditHead,
  ) {}

  /** Appends an entry inside the write of what it tells, so both are stored or neither. */
  append(db: Connection, entry: AuditEntry): void {
    const last = db.get<{ hash: string }>('SELECT hash FROM audit_log ORDER BY id DESC LIMIT 1');
    const before = last?.hash ?? CHAIN_START;
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
    const hash = chainHash(before, fields);
    const { lastInsertRowid: id } = db.run(
      `INSERT INTO audit_log
         (at, action, actor, user_id, resource, resource_id, metadata, request_id, ip, hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...fields,
      hash,
    );
    db.afterCommit(() => this.head?.advance({ id, hash }, before));
  }
}
