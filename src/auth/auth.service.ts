import { Injectable } from '@nestjs/common';
import type { AccessGrant, Login, Register, SignedIn } from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import { AddressThrottle } from '../access/address-throttle.js';
import { type Attempt, LoginThrottle } from '../access/login-throttle.js';
import { AuditService } from '../audit/audit.service.js';
import { errors } from '../common/errors.js';
import { newSecret } from '../common/ids.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { AccessTokens } from './access-tokens.js';
import type { Client, Delivery } from './client.js';
import { DevicesService } from './devices.service.js';
import { PasswordsService } from './passwords.service.js';
import { SessionValues } from './session-values.js';
import { SessionsService } from './sessions.service.js';
import { UserAccounts } from './user-accounts.js';
import { findUserByEmail, type UserRow } from './users.sql.js';

/** An answer with what has to reach the client beside it. */
export interface Entry<T> {
  answer: T;
  delivery: Delivery;
}

/** The ways in and out: registration, login, refresh, logout. */
@Injectable()
export class AuthService {
  constructor(
    private readonly database: Database,
    private readonly accounts: UserAccounts,
    private readonly passwords: PasswordsService,
    private readonly sessions: SessionsService,
    private readonly values: SessionValues,
    private readonly tokens: AccessTokens,
    private readonly devices: DevicesService,
    private readonly addresses: AddressThrottle,
    private readonly throttle: LoginThrottle,
    private readonly audit: AuditService,
  ) {}

  async register(client: Client, input: Register): Promise<Entry<SignedIn>> {
    this.addresses.count(client.context.ip);
    const row = await this.accounts.prepare(input);
    return this.signIn(client, row, (db) => {
      this.accounts.insert(db, row);
      this.audit.append(db, {
        action: 'user.register',
        ...auditedBy(client.context),
        actor: `user:${row.id}`,
        userId: row.id,
        resource: 'user',
        resourceId: row.id,
      });
    });
  }

  async login(client: Client, input: Login): Promise<Entry<SignedIn>> {
    this.addresses.count(client.context.ip);
    const known = this.database.read((db) => findUserByEmail(db, input.email));
    const budget = this.devices.budgetOf(client, known) ?? `account:${input.email}`;
    return this.throttle.attempt(budget, async (attempt) => {
      const user = await this.passwords.check(known, input.password);
      if (user === undefined) return this.refuse(client, known, attempt);
      if (user.banned === 1) throw errors.forbidden('This account is banned', { reason: 'banned' });
      return this.signIn(client, user, (db) => {
        attempt.succeeded(db);
        this.audit.append(db, {
          action: 'user.login',
          ...auditedBy(client.context),
          actor: `user:${user.id}`,
          userId: user.id,
        });
      });
    });
  }

  async refresh(client: Client, presented: string | undefined): Promise<Entry<AccessGrant>> {
    const { user, sessionId, value, seconds } = await this.sessions.rotate(
      client.context,
      presented,
    );
    return {
      answer: await this.tokens.issue(user, sessionId),
      delivery: { sessionValue: value, sessionSeconds: seconds },
    };
  }

  async logout(client: Client, presented: string | undefined): Promise<{ loggedOut: true }> {
    await this.sessions.endByValue(client.context, presented);
    return { loggedOut: true };
  }

  /** The same for a wrong password and an unknown email: the answer, and the work before it. */
  private async refuse(
    client: Client,
    user: UserRow | undefined,
    attempt: Attempt,
  ): Promise<never> {
    await this.database.write((db) => {
      attempt.failed(db);
      this.audit.append(db, {
        action: 'user.login-failed',
        ...auditedBy(client.context),
        userId: user?.id,
        metadata: { reason: user === undefined ? 'unknown-account' : 'wrong-password' },
      });
    });
    throw errors.invalidCredentials();
  }

  private async signIn(
    client: Client,
    user: UserRow,
    alongside: (db: Connection) => void,
  ): Promise<Entry<SignedIn>> {
    const value = this.values.first();
    const device = newSecret();
    const { sessionId, known } = await this.database.write((db) => {
      alongside(db);
      // The password was checked before this write: it must still be the same account.
      this.accounts.assertUnchanged(db, user);
      return {
        known: this.devices.remember(db, user.id, client.device, device),
        sessionId: this.sessions.begin(db, user.id, client, value),
      };
    });
    const grant = await this.tokens.issue(user, sessionId);
    return {
      answer: { ...grant, user: this.accounts.view(user) },
      delivery: {
        sessionValue: value,
        sessionSeconds: this.sessions.firstSeconds,
        device: known === client.device ? undefined : known,
      },
    };
  }
}
