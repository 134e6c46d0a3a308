import * as z from 'zod';
import { Paging, Timestamp } from './common.js';

/** `owner` may do everything, `operator` all but operators, keys and deletion, `viewer` only look. */
export const OperatorRole = z.enum(['owner', 'operator', 'viewer']);
export type OperatorRole = z.infer<typeof OperatorRole>;

const OperatorEmail = z
  .string()
  .max(254, 'must have at most 254 characters')
  .pipe(z.email('must be an email address'))
  .transform((email) => email.toLowerCase());

/** An operator opens every user's data, so the password is longer than a user's. */
const OperatorPassword = z
  .string()
  .refine((text) => Array.from(text).length >= 12, 'must have at least 12 characters')
  .refine((text) => Array.from(text).length <= 128, 'must have at most 128 characters');

/** A password to be checked. Its form says nothing: only whether it is right matters. */
const PresentedOperatorPassword = z.string().min(1, 'must not be empty').max(1024);

/** The first account, with the token that the program printed at its first start. */
export const OperatorSetup = z.strictObject({
  token: z.string().min(1).max(256),
  email: OperatorEmail,
  password: OperatorPassword,
});
export type OperatorSetup = z.infer<typeof OperatorSetup>;

/** Whether the first account is still to be made. Anybody may know it, and nothing more. */
export const SetupState = z.object({ due: z.boolean() });
export type SetupState = z.infer<typeof SetupState>;

export const OperatorLogin = z.strictObject({
  email: OperatorEmail,
  password: PresentedOperatorPassword,
});
export type OperatorLogin = z.infer<typeof OperatorLogin>;

export const ChangeOperatorPassword = z.strictObject({
  currentPassword: PresentedOperatorPassword,
  newPassword: OperatorPassword,
});
export type ChangeOperatorPassword = z.infer<typeof ChangeOperatorPassword>;

export const CreateOperator = z.strictObject({
  email: OperatorEmail,
  password: OperatorPassword,
  role: OperatorRole,
});
export type CreateOperator = z.infer<typeof CreateOperator>;

export const UpdateOperator = z
  .strictObject({ email: OperatorEmail, password: OperatorPassword, role: OperatorRole })
  .partial();
export type UpdateOperator = z.infer<typeof UpdateOperator>;

export const ListOperators = Paging;
export type ListOperators = z.infer<typeof ListOperators>;

/** A dashboard account as owners see it. */
export const OperatorView = z.object({
  id: z.string(),
  email: z.string(),
  role: OperatorRole,
  createdAt: Timestamp,
  updatedAt: Timestamp,
  lastLoginAt: Timestamp.optional(),
});
export type OperatorView = z.infer<typeof OperatorView>;

/** Who is signed in. `csrfToken` goes into `x-csrf-token` of every request that changes something. */
export const OperatorSession = z.object({
  operator: OperatorView.pick({ id: true, email: true, role: true }),
  csrfToken: z.string(),
});
export type OperatorSession = z.infer<typeof OperatorSession>;
