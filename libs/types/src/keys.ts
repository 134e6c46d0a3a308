import * as z from 'zod';
import { Timestamp } from './common.js';

/** What a secret key may be allowed to do on `/admin/*`. */
export const SCOPES = [
  'users:read',
  'users:write',
  'schema:read',
  'schema:write',
  'records:read',
  'records:write',
  'files:read',
  'files:write',
  'keys:write',
  'audit:read',
  'settings:write',
  'metrics:read',
  'export',
] as const;
export const Scope = z.enum(SCOPES);
export type Scope = z.infer<typeof Scope>;

/** What a secret key of the control plane may be allowed to do. */
export const MASTER_SCOPES = ['apps:read', 'apps:write', 'keys:write', 'logs:read'] as const;
export const MasterScope = z.enum(MASTER_SCOPES);
export type MasterScope = z.infer<typeof MasterScope>;
/** A scope of either role's keys. */
export type AnyScope = Scope | MasterScope;

/** `live` keys are public by nature (browsers ship them); `secret` keys belong on servers. */
export const KeyKind = z.enum(['live', 'secret']);
export type KeyKind = z.infer<typeof KeyKind>;

export const API_KEY_PATTERN = /^hs_(live|secret)_[A-Za-z0-9_-]{32,128}$/;

/** An API key as it is shown: never its value. */
export const KeyView = z.object({
  id: z.string(),
  name: z.string(),
  kind: KeyKind,
  prefix: z.string(),
  lastFour: z.string(),
  scopes: z.array(Scope),
  createdAt: Timestamp,
  expiresAt: Timestamp.optional(),
  lastUsedAt: Timestamp.optional(),
  revokedAt: Timestamp.optional(),
});
export type KeyView = z.infer<typeof KeyView>;

/** The one answer that shows the key's value. */
export const NewKeyView = KeyView.extend({ value: z.string() });
export type NewKeyView = z.infer<typeof NewKeyView>;

export const CreateKey = z.strictObject({
  name: z.string().trim().min(1).max(100),
  kind: KeyKind,
  scopes: z.array(Scope).optional(),
  expiresAt: Timestamp.optional(),
});
export type CreateKey = z.infer<typeof CreateKey>;

/** A secret key of the control plane, for scripts. */
export const MasterKeyView = KeyView.extend({ scopes: z.array(MasterScope) });
export type MasterKeyView = z.infer<typeof MasterKeyView>;
export const NewMasterKeyView = MasterKeyView.extend({ value: z.string() });
export type NewMasterKeyView = z.infer<typeof NewMasterKeyView>;

export const CreateMasterKey = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(MasterScope).min(1),
  expiresAt: Timestamp.optional(),
});
export type CreateMasterKey = z.infer<typeof CreateMasterKey>;
