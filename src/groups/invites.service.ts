import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type {
  AdminInviteList,
  AdminInviteView,
  CreateInvite,
  ListGroups,
  NewInviteView,
} from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import type { RequestContext } from '../access/caller.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import { newSecret } from '../common/ids.js';
import { Database } from '../database/database.js';
import { GroupsService, PERMITTED } from './groups.service.js';
import { SQL } from './groups.sql.js';

const INVITE_SECONDS = 24 * 60 * 60;
const PER_PAGE = 50;

interface InviteRow {
  id: string;
  group: string;
  uses: number;
  usesLeft: number;
  createdBy: string | null;
  createdAt: number | null;
  expiresAt: number;
}

/** The codes with which users join groups. Who may see them is decided before. */
@Injectable()
export class InvitesService {
  constructor(
    private readonly database: Database,
    private readonly groups: GroupsService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** The invites of a group that still let somebody in, the first to end first. */
  list(group: string, { limit = PER_PAGE, offset = 0 }: ListGroups): AdminInviteList {
    this.groups.get(group);
    const now = this.clock.now();
    return this.database.read((db) => ({
      items: db.all<InviteRow>(SQL.invites, group, now, limit, offset).map(toView),
      total: db.get<{ n: number }>(SQL.countInvites, group, now)!.n,
    }));
  }

  async create(
    context: RequestContext,
    group: string,
    input: CreateInvite,
    permit = PERMITTED,
  ): Promise<NewInviteView> {
    this.groups.get(group);
    const { expiresIn = INVITE_SECONDS, uses = 1 } = input ?? {};
    const code = newSecret();
    const hash = hashOfCode(code);
    const createdAt = this.clock.now();
    const expiresAt = createdAt + expiresIn * 1000;
    const by = auditedBy(context);
    await this.database.write((db) => {
      permit(db);
      db.run(SQL.forgetInvites, createdAt);
      db.run(SQL.insertInvite, hash, group, uses, uses, by.actor, createdAt, expiresAt);
      this.audit.append(db, {
        action: 'group.invite',
        ...by,
        resource: 'group',
        resourceId: group,
        metadata: { invite: idOf(hash), uses, expiresAt },
      });
    });
    const row = { id: idOf(hash), group, uses, usesLeft: uses, createdBy: by.actor };
    return { ...toView({ ...row, createdAt, expiresAt }), code };
  }

  /** Who has joined by it stays in the group. */
  revoke(context: RequestContext, group: string, id: string): Promise<{ deleted: true }> {
    return this.database.write((db) => {
      if (db.run(SQL.removeInvite, group, id, this.clock.now()).changes === 0) {
        throw errors.notFound('There is no such invite');
      }
      this.audit.append(db, {
        action: 'group.invite-revoke',
        ...auditedBy(context),
        resource: 'group',
        resourceId: group,
        metadata: { invite: id },
      });
      return { deleted: true };
    });
  }
}

/** Under which a code is stored. */
export const hashOfCode = (code: string): string => createHash('sha256').update(code).digest('hex');

const idOf = (hash: string): string => hash.slice(0, 16);
const iso = (ms: number) => new Date(ms).toISOString();
const toView = ({ createdBy, createdAt, expiresAt, ...row }: InviteRow): AdminInviteView => ({
  ...row,
  ...(createdBy !== null && { createdBy }),
  ...(createdAt !== null && { createdAt: iso(createdAt) }),
  expiresAt: iso(expiresAt),
});
