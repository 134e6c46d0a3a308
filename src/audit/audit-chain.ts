import { createHash } from 'node:crypto';

/** Before the first entry there is no hash to chain to. */
export const CHAIN_START = '0'.repeat(64);

/** A row of `audit_log`. */
export interface AuditRow {
  id: number;
  at: number;
  action: string;
  actor: string;
  user_id: string | null;
  resource: string | null;
  resource_id: string | null;
  metadata: string | null;
  request_id: string | null;
  ip: string | null;
  hash: string;
}

/** SHA-256 (hex) over the hash before and the entry's fields as a JSON array. */
export function chainHash(before: string, fields: readonly unknown[]): string {
  return createHash('sha256').update(before).update(JSON.stringify(fields)).digest('hex');
}

/** The hash that a stored row must have after the one before. */
export function expectedHash(before: string, row: AuditRow): string {
  return chainHash(before, [
    row.at,
    row.action,
    row.actor,
    row.user_id,
    row.resource,
    row.resource_id,
    row.metadata,
    row.request_id,
    row.ip,
  ]);
}
