import { Injectable } from '@nestjs/common';
import type {
  ChangeOperatorPassword,
  OperatorLogin,
  OperatorSetup,
  SetupState,
} from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import { AddressThrottle } from '../access/address-throttle.js';
import type { OperatorCaller, RequestContext } from '../access/caller.js';
import { type Attempt, LoginThrottle } from '../access/login-throttle.js';
import { PasswordHasher } from '../access/password-hasher.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import { newSecret } from '../common/ids.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { OperatorAccountsService } from './operator-accounts.service.js';
import { issueDevice, knownDevice } from './operator-devices.js';
import { hashOf, type NewSession, OperatorSessionsService } from './operator-sessions.service.js';
import { accounts, type OperatorRow } from './operators.sql.js';
import { OperatorsNews } from './operators-news.js';

/** How operators with an account of their own get in and out. */
@Injectable()
export class OperatorSignInService {
  private nobody: Promise<string> | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditService,
    private readonly hasher: PasswordHasher,
    private readonly operators: OperatorAccountsService,
    private readonly sessions: OperatorSessionsService,
    private readonly addresses: AddressThrottle,
    private readonly throttle: LoginThrottle,
    private readonly news: OperatorsNews,
  ) {}

  setupState(): SetupState {
    return { due: this.database.read((db) => accounts.count(db)) === 0 };
  }

  /** Makes the first account and signs it in. The token works once, whoever comes together. */
  async setup(context: RequestContext, input: OperatorSetup): Promise<NewSession> {
    this.addresses.count(context.ip);
    const tokenHash = hashOf(input.token);
    this.database.read((db) => this.requireToken(db, accounts.hasToken(db, tokenHash)));
    const hash = await this.hasher.hash(input.password);
    const value = newSecret();
    return this.database.write((db) => {
      this.requireToken(db, accounts.takeToken(db, tokenHash));
      const row = this.operators.insert(db, input.email, 'owner', hash);
      this.append(db, 'operator.setup', context, row);
      return this.begin(db, row, value);
    });
  }

  /**
   * A wrong password and an unknown email cost the same time and get the same answer.
   *
   * @param device the value that an earlier sign-in left on this device
   */
  async login(
    context: RequestContext,
    input: OperatorLogin,
    device: string | undefined,
  ): Promise<NewSession> {
    this.addresses.count(context.ip);
    const known = this.database.read((db) => accounts.byEmail(db, input.email));
    const deviceId = knownDevice(known, device);
    const budget = `operator:${input.email}:${deviceId ?? ''}`;
    return this.throttle.attempt(budget, async (attempt) => {
      const hash = known?.password_hash ?? (await this.hashOfNobody());
      const right = await this.hasher.verify(hash, input.password);
      if (known === undefined || !right) {
        return this.refuse(context, attempt, { resourceId: known?.id, email: input.email });
      }
      const value = newSecret();
      return this.database.write((db) => {
        // Read again: the account may have changed while the password was checked.
        const row = accounts.byId(db, known.id);
        if (row?.password_hash !== hash) throw errors.invalidCredentials();
        attempt.succeeded(db);
        accounts.noteLogin(db, row.id, this.clock.now());
        this.append(db, 'operator.login', context, row);
        return this.begin(db, row, value, deviceId === undefined);
      });
    });
  }

  async logout(context: RequestContext): Promise<{ loggedOut: true }> {
    const { id, sessionId } = operatorOf(context);
    return this.database.write((db) => {
      this.sessions.end(db, sessionId);
      this.audit.append(db, {
        action: 'operator.logout',
        ...auditedBy(context),
        resource: 'operator',
        resourceId: id,
      });
      return { loggedOut: true };
    });
  }

  /** Changes the caller's password and ends the other sessions; this one gets a new value. */
  async changePassword(
    context: RequestContext,
    input: ChangeOperatorPassword,
  ): Promise<NewSession> {
    const { id, sessionId } = operatorOf(context);
    const known = this.database.read((db) => accounts.byId(db, id));
    if (known === undefined) throw errors.notFound('Your account is not kept here');
    await this.throttle.attempt(`operator-password:${id}`, async (attempt) => {
      if (await this.hasher.verify(known.password_hash, input.currentPassword)) return;
      await this.refuse(context, attempt, { resourceId: id, email: known.email });
    });
    const hash = await this.hasher.hash(input.newPassword);
    const value = newSecret();
    return this.database.write((db) => {
      const row = accounts.byId(db, id);
      if (row?.password_hash !== known.password_hash) {
        throw errors.conflict('The password has just been changed by somebody else');
      }
      const changed = { ...row, password_hash: hash, updated_at: this.clock.now() };
      accounts.update(db, changed);
      this.sessions.endAll(db, id);
      this.sessions.end(db, sessionId);
      this.append(db, 'operator.password', context, row);
      db.afterCommit(() => this.news.tell());
      return this.begin(db, changed, value);
    });
  }

  private begin(db: Connection, row: OperatorRow, value: string, newDevice = true): NewSession {
    const { id, email, role } = row;
    const begun = this.sessions.begin(db, { operatorId: id, email, role, accountId: id }, value);
    return newDevice ? { ...begun, device: issueDevice(row) } : begun;
  }

  private async refuse(
    context: RequestContext,
    attempt: Attempt,
    { resourceId, email }: { resourceId: string | undefined; email: string },
  ): Promise<never> {
    await this.database.write((db) => {
      attempt.failed(db);
      this.audit.append(db, {
        action: 'operator.login-failed',
        ...auditedBy(context),
        resource: 'operator',
        resourceId,
        metadata: { email },
      });
    });
    throw errors.invalidCredentials();
  }

  private requireToken(db: Connection, good: boolean): void {
    if (good) return;
    if (accounts.count(db) > 0) throw errors.conflict('The first operator exists already: sign in');
    throw errors.invalidCredentials('The setup token is wrong or was used');
  }

  /** The hash of no password: checking against it takes as long as checking a real one. */
  private hashOfNobody(): Promise<string> {
    this.nobody ??= this.hasher.hash(newSecret());
    return this.nobody;
  }

  private append(db: Connection, action: string, context: RequestContext, row: OperatorRow): void {
    this.audit.append(db, {
      action,
      ...auditedBy(context),
      actor: `operator:${row.email}`,
      resource: 'operator',
      resourceId: row.id,
    });
  }
}

function operatorOf(context: RequestContext): OperatorCaller {
  if (context.caller.kind !== 'operator') throw errors.forbidden('This is for operators');
  return context.caller;
}
