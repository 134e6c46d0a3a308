import { Injectable } from '@nestjs/common';
import type { ChangePassword, Deleted, SessionList, UpdateMe, UserView } from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import type { RequestContext, UserCaller } from '../access/caller.js';
import { LoginThrottle } from '../access/login-throttle.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { PasswordsService } from './passwords.service.js';
import { SessionsService } from './sessions.service.js';
import { TokenVerifier } from './token-verifier.js';
import { UserAccounts } from './user-accounts.js';
import { findUser, updateUser, type UserRow } from './users.sql.js';

/** What a signed-in user does with the own account. */
@Injectable()
export class MeService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditService,
    private readonly accounts: UserAccounts,
    private readonly passwords: PasswordsService,
    private readonly sessions: SessionsService,
    private readonly throttle: LoginThrottle,
    private readonly verifier: TokenVerifier,
  ) {}

  view(context: RequestContext): UserView {
    return this.accounts.view(this.database.read((db) => self(db, callerOf(context))));
  }

  async update(context: RequestContext, input: UpdateMe): Promise<UserView> {
    return this.database.write((db) => {
      const before = self(db, callerOf(context));
      const row: UserRow = {
        ...before,
        custom_identity: JSON.stringify(input.customIdentity),
        updated_at: Math.max(this.clock.now(), before.updated_at + 1),
      };
      updateUser(db, row);
      this.audit.append(db, {
        action: 'user.update',
        ...auditedBy(context),
        resource: 'user',
        resourceId: row.id,
        metadata: { changed: ['customIdentity'] },
      });
      return this.accounts.view(row);
    });
  }

  /** Changes the password and ends the user's other sessions. */
  async changePassword(context: RequestContext, input: ChangePassword): Promise<UserView> {
    const caller = callerOf(context);
    const stored = this.database.read((db) => self(db, caller));
    // A budget of its own: guessing here needs the user's token, so it delays nobody else.
    return this.throttle.attempt(`session:${caller.sessionId}`, async (attempt) => {
      const user = await this.passwords.check(stored, input.currentPassword);
      if (user === undefined) {
        await this.database.write((db) => {
          attempt.failed(db);
          this.audit.append(db, { action: 'user.password-refused', ...auditedBy(context) });
        });
        throw errors.invalidCredentials('The current password is wrong');
      }
      if (input.newPassword.normalize('NFKC') === input.currentPassword.normalize('NFKC')) {
        throw errors.invalid('newPassword', 'is the current password: choose another');
      }
      const hash = await this.passwords.hashNew(input.newPassword, user.email, 'newPassword');
      return this.database.write((db) => {
        this.accounts.assertUnchanged(db, user);
        attempt.succeeded(db);
        return this.storePassword(db, context, hash);
      });
    });
  }

  listSessions(context: RequestContext): SessionList {
    const caller = callerOf(context);
    return this.sessions.list(caller.id, caller.sessionId);
  }

  async endSession(context: RequestContext, id: string): Promise<Deleted> {
    await this.sessions.end(context, callerOf(context).id, id);
    return { deleted: true };
  }

  private storePassword(db: Connection, context: RequestContext, hash: string): UserView {
    const { id, sessionId } = callerOf(context);
    const before = self(db, callerOf(context));
    const row: UserRow = {
      ...before,
      password_hash: hash,
      must_change_password: 0,
      updated_at: Math.max(this.clock.now(), before.updated_at + 1),
    };
    updateUser(db, row);
    const ended = this.sessions.endAll(db, id, 'password-changed', sessionId);
    this.audit.append(db, {
      action: 'user.password-change',
      ...auditedBy(context),
      resource: 'user',
      resourceId: id,
      metadata: { endedSessions: ended },
    });
    // The cached caller still says that the password must be changed.
    db.afterCommit(() => this.verifier.forget(sessionId));
    return this.accounts.view(row);
  }
}

function callerOf({ caller }: RequestContext): UserCaller {
  if (caller.kind !== 'user') throw errors.invalidToken();
  return caller;
}

function self(db: Connection, caller: UserCaller): UserRow {
  const row = findUser(db, caller.id);
  if (row === undefined) throw errors.invalidToken();
  return row;
}
