import * as z from 'zod';
import { NAME_PATTERN, pageOf, Paging, Timestamp } from './common.js';

export const GroupName = z
  .string()
  .regex(NAME_PATTERN, 'must be 1 to 64 letters, digits, "_" or "-"');

/** A `manager` says who else is in the group. */
export const MemberRole = z.enum(['member', 'manager']);
export type MemberRole = z.infer<typeof MemberRole>;

export const CreateGroup = z.strictObject({ name: GroupName });
export type CreateGroup = z.infer<typeof CreateGroup>;

/** A group as operators see it. */
export const GroupView = z.object({
  name: GroupName,
  members: z.number().int(),
  createdAt: Timestamp,
});
export type GroupView = z.infer<typeof GroupView>;
export const GroupList = pageOf(GroupView);
export type GroupList = z.infer<typeof GroupList>;

/** A group that the user is in. */
export const MyGroup = z.object({ name: GroupName, role: MemberRole, since: Timestamp });
export type MyGroup = z.infer<typeof MyGroup>;
export const MyGroupList = pageOf(MyGroup);
export type MyGroupList = z.infer<typeof MyGroupList>;

export const GroupMember = z.object({
  userId: z.string(),
  email: z.string(),
  role: MemberRole,
  since: Timestamp,
});
export type GroupMember = z.infer<typeof GroupMember>;
export const GroupMemberList = pageOf(GroupMember);
export type GroupMemberList = z.infer<typeof GroupMemberList>;

export const ListGroups = Paging;
export type ListGroups = z.infer<typeof ListGroups>;

/** Puts a user into a group, or changes the role there. */
export const SetMember = z.strictObject({ role: MemberRole.optional() }).optional();
export type SetMember = z.infer<typeof SetMember>;

export const AddMember = z.strictObject({
  userId: z.string().max(64),
  role: MemberRole.optional(),
});
export type AddMember = z.infer<typeof AddMember>;

/** Longest life of an invite in seconds, and most uses. */
export const MAX_INVITE_SECONDS = 30 * 24 * 60 * 60;
export const MAX_INVITE_USES = 1000;

/** An invite lives a day and lets one user in, unless said otherwise. */
export const CreateInvite = z
  .strictObject({
    expiresIn: z.number().int().min(60).max(MAX_INVITE_SECONDS).optional(),
    uses: z.number().int().min(1).max(MAX_INVITE_USES).optional(),
  })
  .optional();
export type CreateInvite = z.infer<typeof CreateInvite>;

/** The code is shown here and never again. */
export const InviteView = z.object({
  code: z.string(),
  group: GroupName,
  uses: z.number().int(),
  expiresAt: Timestamp,
});
export type InviteView = z.infer<typeof InviteView>;

/** An invite as operators see it: all but the code, of which only a hash is kept. */
export const AdminInviteView = z.object({
  id: z.string(),
  group: GroupName,
  /** How many it lets in altogether, and how many more. */
  uses: z.number().int(),
  usesLeft: z.number().int(),
  /** `user:<id>`, `operator:<email>` or `key:<id>`; not known of invites made by an older version. */
  createdBy: z.string().optional(),
  createdAt: Timestamp.optional(),
  expiresAt: Timestamp,
});
export type AdminInviteView = z.infer<typeof AdminInviteView>;
export const AdminInviteList = pageOf(AdminInviteView);
export type AdminInviteList = z.infer<typeof AdminInviteList>;

/** The code is shown here and never again. */
export const NewInviteView = AdminInviteView.extend({ code: z.string() });
export type NewInviteView = z.infer<typeof NewInviteView>;

export const JoinGroup = z.strictObject({ code: z.string().min(1).max(128) });
export type JoinGroup = z.infer<typeof JoinGroup>;

/** What users may find out about each other, where the operator allows it. */
export const LookupUser = z.strictObject({ email: z.string().max(254) });
export type LookupUser = z.infer<typeof LookupUser>;
export const FoundUser = z.object({ id: z.string(), email: z.string() });
export type FoundUser = z.infer<typeof FoundUser>;
