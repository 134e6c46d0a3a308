import { Injectable } from '@nestjs/common';
import type {
  AdminUserView,
  CreateUser,
  Deleted,
  DeleteUser,
  Scope,
  SessionList,
  SessionsEnded,
  SetPassword,
  UpdateUser,
} from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import type { RequestContext } from '../access/caller.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { Memberships } from '../groups/memberships.js';
import { PasswordsService } from './passwords.service.js';
import { SessionsService } from './sessions.service.js';
import { TokenVerifier } from './token-verifier.js';
import { assertFree, UserAccounts } from './user-accounts.js';
import { UserListService } from './user-list.service.js';
import { UserRemover } from './user-remover.js';
import { findUser, updateUser, type UserRow } from './users.sql.js';

/** What operators (and secret keys) do with end users. Everything is audited with who did it. */
@Injectable()
export class UsersService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditService,
    private readonly accounts: UserAccounts,
    private readonly passwords: PasswordsService,
    private readonly sessions: SessionsService,
    private readonly remover: UserRemover,
    private readonly users: UserListService,
    private readonly verifier: TokenVerifier,
    private readonly memberships: Memberships,
  ) {}

  async create(context: RequestContext, input: CreateUser): Promise<AdminUserView> {
    const row = await this.accounts.prepare(input);
    await this.database.write((db) => {
      this.accounts.insert(db, row);
      this.append(db, 'user.create', context, row.id);
    });
    return this.users.view(row.id);
  }

  async update(context: RequestContext, id: string, input: UpdateUser): Promise<AdminUserView> {
    await this.change(id, (db, row) => {
      const { email = row.email, customIdentity } = input;
      if (email !== row.email) {
        assertFree(db, email);
        this.memberships.changed(db, [id]);
      }
      this.append(db, 'user.update', context, id, { changed: Object.keys(input) });
      // Verified tokens carry the email.
      db.afterCommit(() => this.verifier.forgetUser(id));
      return {
        email,
        custom_identity:
          customIdentity === undefined ? row.custom_identity : JSON.stringify(customIdentity),
      };
    });
    return this.users.view(id);
  }

  /** Sets a temporary password: all sessions end, and the next sign-in must change it. */
  async setPassword(
    context: RequestContext,
    id: string,
    { newPassword }: SetPassword,
  ): Promise<AdminUserView> {
    const { email } = this.database.read((db) => existing(db, id));
    const password_hash = await this.passwords.hashNew(newPassword, email, 'newPassword');
    await this.change(id, (db) => {
      const ended = this.sessions.endAll(db, id, 'password-changed');
      this.append(db, 'user.password-set', context, id, { endedSessions: ended });
      return { password_hash, must_change_password: 1 };
    });
    return this.users.view(id);
  }

  async ban(context: RequestContext, id: string): Promise<AdminUserView> {
    await this.change(id, (db) => {
      const ended = this.sessions.endAll(db, id, 'banned');
      this.append(db, 'user.ban', context, id, { endedSessions: ended });
      return { banned: 1 };
    });
    return this.users.view(id);
  }

  async unban(context: RequestContext, id: string): Promise<AdminUserView> {
    await this.change(id, (db) => {
      this.append(db, 'user.unban', context, id);
      return { banned: 0 };
    });
    return this.users.view(id);
  }

  /** Removes the account; `records` says whether what the user made goes with it (else it stays). */
  async remove(
    context: RequestContext,
    id: string,
    { records = 'keep' }: DeleteUser,
  ): Promise<Deleted> {
    const user = (db: Connection) => existing(db, id);
    if (records === 'keep') return this.remover.keepHoldings(context, user);
    requireScopes(context, ['records:write', 'files:write']);
    return this.remover.withHoldings(context, user);
  }

  listSessions(id: string): SessionList {
    this.database.read((db) => existing(db, id));
    return this.sessions.list(id);
  }

  async endSessions(context: RequestContext, id: string): Promise<SessionsEnded> {
    return this.database.write((db) => {
      existing(db, id);
      const ended = this.sessions.endAll(db, id, 'session-ended');
      this.append(db, 'user.sessions-end', context, id, { endedSessions: ended });
      return { ended };
    });
  }

  private async change(
    id: string,
    decide: (db: Connection, row: UserRow) => Partial<UserRow>,
  ): Promise<void> {
    await this.database.write((db) => {
      const row = existing(db, id);
      if (this.remover.isLeaving(db, id)) throw errors.conflict('This user is being removed');
      const updated_at = Math.max(this.clock.now(), row.updated_at + 1);
      updateUser(db, { ...row, ...decide(db, row), updated_at });
    });
  }

  private append(
    db: Connection,
    action: string,
    context: RequestContext,
    userId: string,
    metadata?: Record<string, unknown>,
  ): void {
    const entry = { action, ...auditedBy(context), userId, resource: 'user', resourceId: userId };
    this.audit.append(db, { ...entry, metadata });
  }
}

/** A key that may change users only must not remove what it may not touch by way of a user. */
function requireScopes({ caller }: RequestContext, scopes: Scope[]): void {
  if (caller.kind !== 'key') return;
  const missing = scopes.filter((scope) => !caller.scopes.includes(scope));
  if (missing.length === 0) return;
  throw errors.forbidden(`To remove records and files the key needs ${missing.join(' and ')}`);
}

/** @throws AppError `NOT_FOUND` */
function existing(db: Connection, id: string): UserRow {
  const row = findUser(db, id);
  if (row === undefined) throw errors.notFound('There is no such user');
  return row;
}
