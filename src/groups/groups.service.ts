import { Injectable } from '@nestjs/common';
import type {
  CreateGroup,
  GroupList,
  GroupMember,
  GroupMemberList,
  GroupView,
  ListGroups,
  MemberRole,
} from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import type { RequestContext } from '../access/caller.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { SQL } from './groups.sql.js';
import { Memberships } from './memberships.js';

const PER_PAGE = 50;

interface GroupRow {
  name: string;
  members: number;
  createdAt: number;
}

interface MemberRow {
  userId: string;
  email: string;
  role: MemberRole;
  since: number;
}

/** Asked inside a write whether it may be. @throws AppError when not */
export type Permit = (db: Connection) => void;

/** Of operators and servers: the gate has decided. */
export const PERMITTED: Permit = () => {};

/** Groups and who is in them, for operators; for users a permit says whether they may. */
@Injectable()
export class GroupsService {
  constructor(
    private readonly database: Database,
    private readonly memberships: Memberships,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  list({ limit = PER_PAGE, offset = 0 }: ListGroups): GroupList {
    return this.database.read((db) => ({
      items: db.all<GroupRow>(SQL.list, limit, offset).map(toGroupView),
      total: db.get<{ n: number }>(SQL.count)!.n,
    }));
  }

  get(name: string): GroupView {
    return this.database.read((db) => toGroupView(find(db, name)));
  }

  create(context: RequestContext, { name }: CreateGroup): Promise<GroupView> {
    return this.database.write((db) => {
      const createdAt = this.clock.now();
      if (db.run(SQL.insert, name, createdAt).changes === 0) {
        throw errors.conflict(`There is already a group ${name}`);
      }
      this.note(db, context, 'group.create', name);
      return toGroupView({ name, createdAt, members: 0 });
    });
  }

  /** The names of all groups, in order. */
  names(db: Connection): string[] {
    return db.all<{ name: string }>(SQL.names).map(({ name }) => name);
  }

  /** Inside a write: makes the group if it is not there. */
  ensure(db: Connection, context: RequestContext, name: string): void {
    if (db.run(SQL.insert, name, this.clock.now()).changes === 0) return;
    this.note(db, context, 'group.create', name);
  }

  /** Removes a group with its memberships and invites, and what was granted to it. */
  remove(context: RequestContext, name: string): Promise<{ deleted: true }> {
    return this.database.write((db) => {
      find(db, name);
      const members = db.all<{ userId: string }>(SQL.memberIds, name);
      db.run(SQL.forgetGroup, name);
      db.run(SQL.remove, name);
      this.memberships.changed(
        db,
        members.map(({ userId }) => userId),
      );
      this.note(db, context, 'group.delete', name, { members: members.length });
      return { deleted: true };
    });
  }

  members(name: string, { limit = PER_PAGE, offset = 0 }: ListGroups): GroupMemberList {
    return this.database.read((db) => {
      find(db, name);
      return {
        items: db.all<MemberRow>(SQL.members, name, limit, offset).map(toMember),
        total: db.get<{ n: number }>(SQL.countMembers, name)!.n,
      };
    });
  }

  member(name: string, userId: string): GroupMember {
    return this.database.read((db) => {
      find(db, name);
      return toMember(findMember(db, name, userId));
    });
  }

  /** Puts a user into a group, or changes the role there. */
  setMember(
    context: RequestContext,
    name: string,
    userId: string,
    role: MemberRole = 'member',
    permit = PERMITTED,
  ): Promise<GroupMember> {
    return this.database.write((db) => {
      permit(db);
      find(db, name);
      if (db.get(SQL.findUser, userId) === undefined)
        throw errors.notFound('There is no such user');
      db.run(SQL.setMember, name, userId, role, this.clock.now());
      this.memberships.changed(db, [userId]);
      this.note(db, context, 'group.member-set', name, { userId, role });
      return toMember(findMember(db, name, userId));
    });
  }

  removeMember(
    context: RequestContext,
    name: string,
    userId: string,
    permit = PERMITTED,
  ): Promise<{ deleted: true }> {
    return this.database.write((db) => {
      permit(db);
      find(db, name);
      findMember(db, name, userId);
      db.run(SQL.removeMember, name, userId);
      this.memberships.changed(db, [userId]);
      this.note(db, context, 'group.member-remove', name, { userId });
      return { deleted: true };
    });
  }

  private note(
    db: Connection,
    context: RequestContext,
    action: string,
    group: string,
    metadata?: Record<string, unknown>,
  ): void {
    this.audit.append(db, {
      action,
      ...auditedBy(context),
      resource: 'group',
      resourceId: group,
      metadata,
    });
  }
}

function find(db: Connection, name: string): GroupRow {
  const group = db.get<GroupRow>(SQL.find, name);
  if (group === undefined) throw errors.notFound('There is no such group');
  return group;
}

function findMember(db: Connection, name: string, userId: string): MemberRow {
  const member = db.get<MemberRow>(SQL.member, name, userId);
  if (member === undefined) throw errors.notFound('This user is not in the group');
  return member;
}

const iso = (ms: number) => new Date(ms).toISOString();
const toGroupView = (row: GroupRow): GroupView => ({
  name: row.name,
  members: row.members,
  createdAt: iso(row.createdAt),
});
const toMember = (row: MemberRow): GroupMember => ({ ...row, since: iso(row.since) });
