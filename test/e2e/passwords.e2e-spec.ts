import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import argon2 from 'argon2';
import { aUser, openTestDatabase, type TestDatabase } from '../support/database.js';
import { Argon2Hasher } from '../../src/access/password-hasher.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { SystemClock } from '../../src/common/clock.js';
import { HeavyWork } from '../../src/common/heavy-work.js';
import { SettingsService } from '../../src/settings/settings.service.js';
import { PasswordsService } from '../../src/auth/passwords.service.js';
import { findUser, insertUser, type UserRow } from '../../src/auth/users.sql.js';

/** The real hasher, which notes the work it was asked for. */
class CountingHasher extends Argon2Hasher {
  readonly verified: string[] = [];

  override verify(hash: string, password: string): Promise<boolean> {
    this.verified.push(hash.replace(/\$[^$]*\$[^$]*$/, ''));
    return super.verify(hash, password);
  }
}

describe('PasswordsService', () => {
  let store: TestDatabase;
  let hasher: CountingHasher;
  let passwords: PasswordsService;
  const clock = new SystemClock();

  beforeEach(async () => {
    store = await openTestDatabase();
    const settings = await SettingsService.open(store.database, clock, new AuditService(clock), {});
    hasher = new CountingHasher(new HeavyWork());
    passwords = new PasswordsService(hasher, settings, store.database);
  });
  afterEach(() => store.destroy());

  const addUser = async (password_hash: string): Promise<UserRow> => {
    const row: UserRow = {
      id: 'user-0000',
      email: 'a@example.test',
      password_hash,
      custom_identity: null,
      banned: 0,
      must_change_password: 0,
      created_at: 1,
      updated_at: 1,
    };
    await store.database.write((db) => insertUser(db, row));
    return row;
  };

  it('does the same work for an unknown user (security 4.2 row 28, ASVS 6.3.8)', async () => {
    const user = await addUser(await hasher.hash('some good phrase'));
    expect(await passwords.check(user, 'wrong phrase')).toBeUndefined();
    expect(await passwords.check(undefined, 'wrong phrase')).toBeUndefined();
    expect(await passwords.check(undefined, 'another phrase')).toBeUndefined();
    const parameters = '$argon2id$v=19$m=19456,p=1,t=2';
    expect(hasher.verified).toEqual([parameters, parameters, parameters]);
  });

  it('replaces a hash of other parameters when the right password comes', async () => {
    const old = await argon2.hash('some good phrase', {
      memoryCost: 8192,
      timeCost: 1,
      parallelism: 1,
    });
    const user = await addUser(old);
    await passwords.check(user, 'wrong phrase');
    const stored = () => store.database.read((db) => findUser(db, user.id)!);
    expect(stored().password_hash).toBe(old);
    const checked = await passwords.check(user, 'some good phrase');
    expect(stored()).toEqual(checked);
    expect(stored().password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,p=1,t=2\$/);
    expect(stored().updated_at).toBe(1);
    expect(await passwords.check(stored(), 'some good phrase')).toEqual(stored());
  });

  it('asks for as many characters as the operator says', async () => {
    const settings = await SettingsService.open(store.database, clock, new AuditService(clock), {});
    await settings.update({ actor: aUser('x').caller.kind }, { passwords: { minLength: 12 } });
    const strict = new PasswordsService(hasher, settings, store.database);
    await expect(strict.hashNew('elevenchars', 'a@example.test')).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    });
    await expect(strict.hashNew('twelve chars', 'a@example.test')).resolves.toMatch(/^\$argon2id/);
  });
});
