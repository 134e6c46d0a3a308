import { createHash, createHmac } from 'node:crypto';
import { newSecret } from '../common/ids.js';
import type { SecretFiles } from '../common/secret-files.js';

const FILE = 'session-secret';

/**
 * Makes session values: 256 bits, opaque, stored hashed. The successor of a value is derived from
 * it and a secret of the server, so the same value always has the same successor, also after a
 * crash, and nobody without the secret can tell it.
 */
export class SessionValues {
  private constructor(private readonly secret: Buffer) {}

  static async open(files: SecretFiles): Promise<SessionValues> {
    const stored = await files.readOrMake(FILE, newSecret);
    return new SessionValues(Buffer.from(stored, 'base64url'));
  }

  first(): string {
    return newSecret();
  }

  successor(value: string): string {
    return createHmac('sha256', this.secret).update(value).digest('base64url');
  }

  /** The values are random, so a plain SHA-256 keeps them well enough. */
  hash(value: string): string {
    return createHash('sha256').update(value).digest('base64url');
  }
}
