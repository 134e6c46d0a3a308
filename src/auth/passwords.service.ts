import { Injectable } from '@nestjs/common';
import { PasswordHasher } from '../access/password-hasher.js';
import { newSecret } from '../common/ids.js';
import { Database } from '../database/database.js';
import { SettingsService } from '../settings/settings.service.js';
import { checkPassword } from './password-rules.js';
import { replaceHash, type UserRow } from './users.sql.js';

/** Makes and checks the passwords of users. */
@Injectable()
export class PasswordsService {
  private dummy: Promise<string> | undefined;

  constructor(
    private readonly hasher: PasswordHasher,
    private readonly settings: SettingsService,
    private readonly database: Database,
  ) {}

  /** Checks a new password against the rules and hashes it. */
  async hashNew(
    password: string,
    email: string,
    field: 'password' | 'newPassword' = 'password',
  ): Promise<string> {
    const { minLength } = this.settings.current.passwords;
    checkPassword(password, { email, minLength, field });
    return this.hasher.hash(password);
  }

  /**
   * The user as stored when the password is right. For an unknown user the same work is done, so
   * that the time of the answer tells nothing. A hash of older parameters is replaced on the way.
   */
  async check(user: UserRow | undefined, password: string): Promise<UserRow | undefined> {
    const hash = user?.password_hash ?? (await this.dummyHash());
    const right = await this.hasher.verify(hash, password);
    if (user === undefined || !right) return undefined;
    return this.hasher.isOutdated(hash) ? this.renew(user, password) : user;
  }

  private async renew(user: UserRow, password: string): Promise<UserRow> {
    const hash = await this.hasher.hash(password);
    await this.database.write((db) => replaceHash(db, user.id, user.password_hash, hash));
    return { ...user, password_hash: hash };
  }

  /** Made once: the first unknown email of a process waits for it, before anything is compared. */
  private dummyHash(): Promise<string> {
    this.dummy ??= this.hasher.hash(newSecret());
    return this.dummy;
  }
}
