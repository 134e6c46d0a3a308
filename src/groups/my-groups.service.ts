import { Injectable } from '@nestjs/common';
import type {
  CreateInvite,
  FoundUser,
  GroupMember,
  GroupMemberList,
  InviteView,
  JoinGroup,
  ListGroups,
  MemberRole,
  MyGroup,
  MyGroupList,
} from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import type { RequestContext, UserCaller } from '../access/caller.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import { Database } from '../database/database.js';
import { SettingsService } from '../settings/settings.service.js';
import { GroupsService, type Permit } from './groups.service.js';
import { SQL } from './groups.sql.js';
import { hashOfCode, InvitesService } from './invites.service.js';
import { type Membership, Memberships } from './memberships.js';

/** What users do with their own groups. A group that one is not in does not exist. */
@Injectable()
export class MyGroupsService {
  constructor(
    private readonly database: Database,
    private readonly groups: GroupsService,
    private readonly invites: InvitesService,
    private readonly memberships: Memberships,
    private readonly settings: SettingsService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  list(context: RequestContext): MyGroupList {
    const items = this.memberships.of(userOf(context).id).map(toMyGroup);
    return { items, total: items.length };
  }

  members(context: RequestContext, name: string, page: ListGroups): GroupMemberList {
    this.mine(context, name);
    return this.groups.members(name, page);
  }

  member(context: RequestContext, name: string, userId: string): GroupMember {
    this.mine(context, name);
    return this.groups.member(name, userId);
  }

  setMember(
    context: RequestContext,
    name: string,
    userId: string,
    role?: MemberRole,
  ): Promise<GroupMember> {
    return this.groups.setMember(context, name, userId, role, this.managed(context, name));
  }

  /** Managers send others away; everybody may go. */
  removeMember(context: RequestContext, name: string, userId: string): Promise<{ deleted: true }> {
    if (userId !== userOf(context).id) {
      return this.groups.removeMember(context, name, userId, this.managed(context, name));
    }
    this.mine(context, name);
    return this.groups.removeMember(context, name, userId);
  }

  async invite(context: RequestContext, name: string, input: CreateInvite): Promise<InviteView> {
    const permit = this.managed(context, name);
    const { code, group, uses, expiresAt } = await this.invites.create(
      context,
      name,
      input,
      permit,
    );
    return { code, group, uses, expiresAt };
  }

  /** Who is in the group already keeps the role, and the invite keeps its use. */
  join(context: RequestContext, { code }: JoinGroup): Promise<MyGroup> {
    const user = userOf(context);
    const hash = hashOfCode(code);
    return this.database.write((db) => {
      const since = this.clock.now();
      const usable = db.run(SQL.useInvite, hash, since).changes === 1;
      const group = db.get<{ name: string }>(SQL.inviteGroup, hash);
      if (!usable || group === undefined)
        throw errors.notFound('This invite is not valid (any more)');
      if (db.run(SQL.addMember, group.name, user.id, since).changes === 0) {
        throw errors.conflict('You are in this group already');
      }
      this.memberships.changed(db, [user.id]);
      this.audit.append(db, {
        action: 'group.join',
        ...auditedBy(context),
        resource: 'group',
        resourceId: group.name,
      });
      return toMyGroup({ name: group.name, role: 'member', since });
    });
  }

  /** Finds another user by the exact e-mail address, where the operator allows it. */
  lookup(email: string): FoundUser {
    if (!this.settings.current.userLookup) {
      throw errors.forbidden('Looking up users is turned off in this app');
    }
    const found = this.database.read((db) =>
      db.get<FoundUser>(SQL.findUserByEmail, email.toLowerCase()),
    );
    if (found === undefined) throw errors.notFound('There is no such user');
    return found;
  }

  private mine(context: RequestContext, name: string): Membership {
    const { id } = userOf(context);
    const group = this.memberships.of(id).find((one) => one.name === name);
    if (group === undefined) throw noSuchGroup();
    return group;
  }

  /**
   * For managers only. Asked once more inside the write: who has been sent away by a write before it
   * would come back by this one.
   */
  private managed(context: RequestContext, name: string): Permit {
    requireManager(this.mine(context, name));
    const { id } = userOf(context);
    return (db) => requireManager(db.get<{ role: MemberRole }>(SQL.member, name, id));
  }
}

function requireManager(member: { role: MemberRole } | undefined): void {
  if (member === undefined) throw noSuchGroup();
  if (member.role !== 'manager') throw errors.forbidden('Only managers of the group may do this');
}

const noSuchGroup = () => errors.notFound('There is no such group');

function userOf({ caller }: RequestContext): UserCaller {
  if (caller.kind !== 'user') throw errors.invalidToken();
  return caller;
}

const toMyGroup = ({ name, role, since }: Membership): MyGroup => ({
  name,
  role,
  since: new Date(since).toISOString(),
});
