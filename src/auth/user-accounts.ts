import { Injectable } from '@nestjs/common';
import type { CustomIdentity, UserView } from '@appbase-pfe/types';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import { newId } from '../common/ids.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { Memberships } from '../groups/memberships.js';
import { PasswordsService } from './passwords.service.js';
import { findUser, findUserByEmail, insertUser, toUserView, type UserRow } from './users.sql.js';

export interface NewAccount {
  email: string;
  password: string;
  customIdentity?: CustomIdentity | undefined;
}

/** Makes accounts, whoever asks for them: the user who registers, or an operator. */
@Injectable()
export class UserAccounts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly passwords: PasswordsService,
    private readonly memberships: Memberships,
  ) {}

  /** The user as the API shows one. */
  view(row: UserRow): UserView {
    return toUserView(row, this.memberships.namesOf(row.id));
  }

  /** Everything before the write: checks the email and the password and hashes it. */
  async prepare(input: NewAccount): Promise<UserRow> {
    this.database.read((db) => assertFree(db, input.email));
    const password_hash = await this.passwords.hashNew(input.password, input.email);
    const now = this.clock.now();
    return {
      id: newId(),
      email: input.email,
      password_hash,
      custom_identity:
        input.customIdentity === undefined ? null : JSON.stringify(input.customIdentity),
      banned: 0,
      must_change_password: 0,
      created_at: now,
      updated_at: now,
    };
  }

  /** Inside a write. @throws AppError `CONFLICT` when somebody was faster with this email */
  insert(db: Connection, row: UserRow): void {
    assertFree(db, row.email);
    insertUser(db, row);
  }

  /** Inside a write: the account is still as it was when the password was checked. */
  assertUnchanged(db: Connection, before: UserRow): void {
    const now = findUser(db, before.id);
    if (now?.password_hash !== before.password_hash || now.banned === 1) {
      throw errors.invalidCredentials();
    }
  }
}

export function assertFree(db: Connection, email: string): void {
  if (findUserByEmail(db, email) !== undefined) {
    throw errors.conflict('There is already an account with this email');
  }
}
