import { Injectable } from '@nestjs/common';
import argon2 from 'argon2';
import { HeavyWork } from '../common/heavy-work.js';

/** argon2id as OWASP's minimum has it: 19 MiB, two passes, one lane. About 43 ms of a core. */
export const HASHING = {
  type: argon2.argon2id,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
} as const;

/** Turns passwords into hashes and checks them. A DI token, so that tests can count. */
export abstract class PasswordHasher {
  abstract hash(password: string): Promise<string>;
  abstract verify(hash: string, password: string): Promise<boolean>;
  /** Whether the hash was made with other parameters than today's. */
  abstract isOutdated(hash: string): boolean;
}

/**
 * argon2id in the slots for heavy work, so that logins never starve other requests. Passwords are
 * normalised first (NFKC), because keyboards differ in how they compose the same character.
 */
@Injectable()
export class Argon2Hasher extends PasswordHasher {
  constructor(private readonly heavy: HeavyWork) {
    super();
  }

  override hash(password: string): Promise<string> {
    return this.heavy.run(() => argon2.hash(password.normalize('NFKC'), HASHING));
  }

  override verify(hash: string, password: string): Promise<boolean> {
    return this.heavy.run(() => argon2.verify(hash, password.normalize('NFKC')));
  }

  override isOutdated(hash: string): boolean {
    return argon2.needsRehash(hash, HASHING);
  }
}
