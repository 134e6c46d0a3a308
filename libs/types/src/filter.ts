import * as z from 'zod';
import { NAME_PATTERN } from './common.js';

/** Ways to share that need no rules of one's own. Without any, a thing is its owner's alone. */
export const AccessPreset = z.enum(['owner', 'shared', 'members', 'open', 'public', 'none']);
export type AccessPreset = z.infer<typeof AccessPreset>;

/**
 * `true`, `false`, or a filter that may also use `{"$user": "id"|"email"|"groups"}` and
 * `{"$now": "-7d"}` as values, and `{"$granted": "read"|"write"}` and `{"$public": true}` as
 * conditions.
 */
export const Rule = z.union([z.boolean(), z.record(z.string(), z.unknown())]);
export type Rule = z.infer<typeof Rule>;

/** A rule for each action. What is left out is nobody's, except `check`: that is the update rule. */
export const AccessRules = z.strictObject({
  read: Rule.optional(),
  create: Rule.optional(),
  update: Rule.optional(),
  delete: Rule.optional(),
  /** What must hold of a record after an update. */
  check: Rule.optional(),
});
export type AccessRules = z.infer<typeof AccessRules>;

/** Who may do what in a collection or bucket. */
export const Access = z.union([AccessPreset, AccessRules]);
export type Access = z.infer<typeof Access>;

/** Most users and groups that one record or file is granted to, for each level. */
export const MAX_GRANTEES = 100;

const Grantee = z
  .string()
  .regex(
    /^(user:[A-Za-z0-9_-]{8,64}|group:[A-Za-z0-9_-]{1,64})$/,
    'must be user:<id> or group:<name>',
  );
const Grantees = z.array(Grantee).max(MAX_GRANTEES);

/** To whom a record or file is opened. Who may write may read. */
export const Grants = z.strictObject({ read: Grantees, write: Grantees });
export type Grants = z.infer<typeof Grants>;

export const AccessAction = z.enum(['read', 'create', 'update', 'delete', 'check']);
export type AccessAction = z.infer<typeof AccessAction>;

/**
 * A question about the rules of a collection or bucket: may this user (or, without one, a guest) do
 * this with that record or file? `data` is the record to be, or what an update would make of it; of
 * a file, what rules see of it: `filename`, `mimeType`, `size`, `version`.
 */
export const ExplainAccess = z.strictObject({
  /** Either this or `bucket`. */
  collection: z.string().regex(NAME_PATTERN).optional(),
  bucket: z.string().regex(NAME_PATTERN).optional(),
  action: AccessAction,
  userId: z.string().max(64).optional(),
  /** Of the collection. */
  recordId: z.string().max(256).optional(),
  /** Of the bucket. */
  fileId: z.string().max(256).optional(),
  data: z.record(z.string(), z.unknown()).optional(),
});
export type ExplainAccess = z.infer<typeof ExplainAccess>;

export const AccessExplanation = z.object({
  allowed: z.boolean(),
  /** The clause of the rule that decided, and how. */
  because: z.string(),
});
export type AccessExplanation = z.infer<typeof AccessExplanation>;
