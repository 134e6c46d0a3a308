import * as z from 'zod';
import { Paging, Timestamp } from './common.js';

/** One thing that was done, by whom. Never holds passwords, tokens or the contents of records. */
export const AuditEntryView = z.object({
  id: z.string(),
  at: Timestamp,
  /** `record.create`, `user.login-failed`, `operator.login`, … */
  action: z.string(),
  /** `user:<id>`, `operator:<email>`, `key:<id>`, `guest`, `system`. */
  actor: z.string(),
  userId: z.string().optional(),
  resource: z.string().optional(),
  resourceId: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  requestId: z.string().optional(),
  ip: z.string().optional(),
});
export type AuditEntryView = z.infer<typeof AuditEntryView>;

export const ListAudit = Paging.extend({
  action: z.string().min(1).max(100).optional(),
  actor: z.string().min(1).max(320).optional(),
  userId: z.string().min(1).max(64).optional(),
  /** The first moment that counts. */
  from: z.iso.datetime({ offset: true }).optional(),
  /** The last moment that counts. */
  to: z.iso.datetime({ offset: true }).optional(),
});
export type ListAudit = z.infer<typeof ListAudit>;

/** Entries, the newest first. */
export const AuditPage = z.object({
  items: z.array(AuditEntryView),
  total: z.number().int(),
  limit: z.number().int(),
  offset: z.number().int(),
});
export type AuditPage = z.infer<typeof AuditPage>;

/** Whether the trail is whole. `firstBad` is the id of the first entry that is changed or missing. */
export const AuditVerification = z.object({
  ok: z.boolean(),
  checked: z.number().int(),
  firstBad: z.string().optional(),
});
export type AuditVerification = z.infer<typeof AuditVerification>;
