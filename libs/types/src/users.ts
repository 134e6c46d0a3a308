import * as z from 'zod';
import { CustomIdentity, Email, NewPassword, UserView } from './auth.js';
import { pageOf, Paging } from './common.js';

/** An end user as operators see one: how much is theirs beside it. */
export const AdminUserView = UserView.extend({
  counts: z.object({
    records: z.number().int(),
    files: z.number().int(),
    sessions: z.number().int(),
  }),
});
export type AdminUserView = z.infer<typeof AdminUserView>;

export const AdminUserList = pageOf(AdminUserView);
export type AdminUserList = z.infer<typeof AdminUserList>;

export const ListUsers = Paging.extend({
  /** Part of an email, or a whole id. */
  search: z.string().trim().min(1).max(254).optional(),
});
export type ListUsers = z.infer<typeof ListUsers>;

export const CreateUser = z.strictObject({
  email: Email,
  password: NewPassword,
  customIdentity: CustomIdentity.optional(),
});
export type CreateUser = z.infer<typeof CreateUser>;

export const UpdateUser = z.strictObject({
  email: Email.optional(),
  customIdentity: CustomIdentity.optional(),
});
export type UpdateUser = z.infer<typeof UpdateUser>;

export const DeleteUser = z.strictObject({
  /** What happens to the user's records and files. */
  records: z.enum(['keep', 'delete']).optional(),
});
export type DeleteUser = z.infer<typeof DeleteUser>;

/** A temporary password: the user must change it at the next sign-in. */
export const SetPassword = z.strictObject({ newPassword: NewPassword });
export type SetPassword = z.infer<typeof SetPassword>;

/** How many sessions were ended. */
export const SessionsEnded = z.object({ ended: z.number().int() });
export type SessionsEnded = z.infer<typeof SessionsEnded>;
