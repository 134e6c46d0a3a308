import { Injectable } from '@nestjs/common';
import type {
  CreateOperator,
  ListOperators,
  OperatorRole,
  OperatorView,
  UpdateOperator,
} from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import type { RequestContext } from '../access/caller.js';
import { PasswordHasher } from '../access/password-hasher.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import { newId } from '../common/ids.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { OperatorSessionsService } from './operator-sessions.service.js';
import { OperatorsNews } from './operators-news.js';
import { accounts, type OperatorRow, toOperatorView } from './operators.sql.js';

/** The dashboard accounts. There is always an owner. */
@Injectable()
export class OperatorAccountsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditService,
    private readonly hasher: PasswordHasher,
    private readonly sessions: OperatorSessionsService,
    private readonly news: OperatorsNews,
  ) {}

  list({ limit = 50, offset = 0 }: ListOperators): { items: OperatorView[]; total: number } {
    return this.database.read((db) => ({
      items: accounts.list(db, limit, offset).map(toOperatorView),
      total: accounts.count(db),
    }));
  }

  async create(context: RequestContext, input: CreateOperator): Promise<OperatorView> {
    const hash = await this.hasher.hash(input.password);
    return this.database.write((db) => {
      const row = this.insert(db, input.email, input.role, hash);
      this.append(db, 'operator.create', context, row, { email: row.email, role: row.role });
      return toOperatorView(row);
    });
  }

  /** Changes an account. A new password ends its sessions; a new role holds at once. */
  async update(context: RequestContext, id: string, input: UpdateOperator): Promise<OperatorView> {
    const hash = input.password === undefined ? undefined : await this.hasher.hash(input.password);
    return this.database.write((db) => {
      const before = this.find(db, id);
      const row: OperatorRow = {
        ...before,
        email: input.email ?? before.email,
        role: input.role ?? before.role,
        password_hash: hash ?? before.password_hash,
        updated_at: this.clock.now(),
      };
      if (row.role !== 'owner') this.requireAnotherOwner(db, before);
      accounts.update(db, row);
      if (hash !== undefined) this.sessions.endAll(db, id);
      const { password, ...changed } = input;
      const metadata = { ...changed, ...(password === undefined ? {} : { passwordSet: true }) };
      this.append(db, 'operator.update', context, row, metadata);
      return toOperatorView(row);
    });
  }

  async delete(context: RequestContext, id: string): Promise<{ deleted: true }> {
    return this.database.write((db) => {
      const row = this.find(db, id);
      this.requireAnotherOwner(db, row);
      accounts.delete(db, id);
      this.append(db, 'operator.delete', context, row, { email: row.email });
      return { deleted: true };
    });
  }

  /** Inserts an account inside a write. */
  insert(db: Connection, email: string, role: OperatorRole, hash: string): OperatorRow {
    if (accounts.byEmail(db, email) !== undefined) {
      throw errors.conflict('There is an operator with this email already');
    }
    const now = this.clock.now();
    const row: OperatorRow = {
      id: newId(),
      email,
      role,
      password_hash: hash,
      created_at: now,
      updated_at: now,
      last_login_at: null,
    };
    accounts.insert(db, row);
    return row;
  }

  private find(db: Connection, id: string): OperatorRow {
    const row = accounts.byId(db, id);
    if (row === undefined) throw errors.notFound('There is no such operator');
    return row;
  }

  private requireAnotherOwner(db: Connection, row: OperatorRow): void {
    if (row.role === 'owner' && accounts.otherOwners(db, row.id) === 0) {
      throw errors.conflict('This is the last owner: make another operator an owner first');
    }
  }

  private append(
    db: Connection,
    action: string,
    context: RequestContext,
    row: OperatorRow,
    metadata: Record<string, unknown>,
  ): void {
    db.afterCommit(() => this.news.tell());
    this.audit.append(db, {
      action,
      ...auditedBy(context),
      resource: 'operator',
      resourceId: row.id,
      metadata,
    });
  }
}
