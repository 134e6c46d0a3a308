import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { PasswordHasher } from '../access/password-hasher.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { newSecret } from '../common/ids.js';
import { Database } from '../database/database.js';
import { OperatorAccountsService } from './operator-accounts.service.js';
import { OperatorOptions } from './operator-options.js';
import { hashOf } from './operator-sessions.service.js';
import { accounts } from './operators.sql.js';

/**
 * While there is no operator: makes the first one from the settings, or a token with which a person
 * makes it, printed once. Each start without an operator prints a new token and ends the old one.
 */
@Injectable()
export class FirstOperator implements OnApplicationBootstrap {
  private token: string | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditService,
    private readonly hasher: PasswordHasher,
    private readonly operators: OperatorAccountsService,
    private readonly options: OperatorOptions,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.database.read((db) => accounts.count(db)) > 0) return;
    if (this.options.first === undefined) await this.makeToken();
    else await this.create(this.options.first);
  }

  private async create(first: { email: string; password: string }): Promise<void> {
    const hash = await this.hasher.hash(first.password);
    await this.database.write((db) => {
      const row = this.operators.insert(db, first.email.toLowerCase(), 'owner', hash);
      this.audit.append(db, {
        action: 'operator.setup',
        actor: 'system',
        resource: 'operator',
        resourceId: row.id,
        metadata: { email: row.email },
      });
    });
  }

  /** Prints the token and where it is used, when there is one and the server listens. */
  announce(dashboard: string): void {
    if (this.token === undefined) return;
    // On standard error and not in the log: it is for the person at the terminal, once.
    process.stderr.write(
      `\nThere is no operator yet. Open ${dashboard}#/setup and make the first account with this token:\n\n  ${this.token}\n\n`,
    );
    this.token = undefined;
  }

  private async makeToken(): Promise<void> {
    const token = newSecret();
    await this.database.write((db) => accounts.setToken(db, hashOf(token), this.clock.now()));
    this.token = token;
  }
}
