import { type Bytes, hex, utf8 } from './bytes';
import { importKey } from './box';

/** OWASP's figure for PBKDF2 with SHA-256. It is part of the format: see `SALT`. */
export const ITERATIONS = 600_000;
const SALT = 'appbase-keyring/v1:';

/** What comes of a master password. The password itself is not kept. */
export interface MasterKeys {
  /** Given to the server in place of a password. The vault does not follow from it. */
  signIn: string;
  /** Opens the vault's key. Never leaves this page. */
  vault: CryptoKey;
}

/**
 * Stretches the master password and splits it in two: one half signs in, the other opens the vault.
 * Who has the server has the first half only, and each guess costs 600,000 rounds.
 */
export async function deriveKeys(email: string, password: string): Promise<MasterKeys> {
  const salt = utf8(SALT + email.trim().toLowerCase());
  const master = await stretch(password, salt, ITERATIONS);
  const base = await crypto.subtle.importKey('raw', master, 'HKDF', false, ['deriveBits']);
  master.fill(0);
  const part = async (info: string): Promise<Bytes> =>
    new Uint8Array(
      await crypto.subtle.deriveBits(
        { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(info) },
        base,
        256,
      ),
    );
  return { signIn: hex(await part('sign-in')), vault: await importKey(await part('vault')) };
}

/** PBKDF2 with SHA-256: 256 bits of key material. */
export async function stretch(password: string, salt: Bytes, iterations: number): Promise<Bytes> {
  // The same characters typed on another keyboard may be other code points.
  const text = utf8(password.normalize('NFKC'));
  const base = await crypto.subtle.importKey('raw', text, 'PBKDF2', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
    base,
    256,
  );
  return new Uint8Array(bits);
}
