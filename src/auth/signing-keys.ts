import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { JsonWebKeySet } from '@appbase-pfe/types';
import { Clock } from '../common/clock.js';
import { SecretFiles } from '../common/secret-files.js';

const FILE = 'signing-keys.json';
/** A retired key is kept as long as a token can live (a day at most) and an hour more. */
const OVERLAP_MS = 25 * 60 * 60 * 1000;

interface StoredKey {
  kid: string;
  privateJwk: JWK;
  createdAt: number;
  retiredAt?: number;
}

interface LoadedKey extends StoredKey {
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/**
 * The Ed25519 keys of this instance. The newest one signs; those before it still verify until every
 * token they signed has ended.
 */
export class SigningKeys {
  private keys: LoadedKey[] = [];

  private constructor(
    private readonly files: SecretFiles,
    private readonly clock: Clock,
  ) {}

  /** Loads the keys; at first start it makes one. */
  static async open(files: SecretFiles, clock: Clock): Promise<SigningKeys> {
    const keys = new SigningKeys(files, clock);
    const stored = await files.read(FILE);
    if (stored === undefined) await keys.rotate();
    else keys.keys = (JSON.parse(stored) as { keys: StoredKey[] }).keys.map(load);
    return keys;
  }

  /** The key that signs. */
  get current(): { kid: string; privateKey: KeyObject } {
    return this.keys[0]!;
  }

  /** The public key of a `kid`, when a token may still be signed by it. */
  find(kid: string): KeyObject | undefined {
    const key = this.keys.find((known) => known.kid === kid);
    return key === undefined || this.isOver(key) ? undefined : key.publicKey;
  }

  /** The public keys, for who verifies tokens elsewhere. */
  publicSet(): JsonWebKeySet {
    const keys = this.keys.filter((key) => !this.isOver(key));
    return {
      keys: keys.map(({ kid, privateJwk }) => ({
        kty: 'OKP',
        crv: 'Ed25519',
        x: privateJwk.x!,
        kid,
        alg: 'EdDSA',
        use: 'sig',
      })),
    };
  }

  /** Makes a new key that signs from now on. Tokens of the old ones stay good until they end. */
  async rotate(): Promise<string> {
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const privateJwk = await exportJWK(privateKey);
    const kid = await calculateJwkThumbprint(privateJwk);
    const now = this.clock.now();
    const retired = this.keys.map((key) => ({ ...key, retiredAt: key.retiredAt ?? now }));
    const keys = [
      load({ kid, privateJwk, createdAt: now }),
      ...retired.filter((key) => !this.isOver(key)),
    ];
    await this.files.write(FILE, JSON.stringify({ keys: keys.map(toStored) }));
    this.keys = keys;
    return kid;
  }

  private isOver(key: StoredKey): boolean {
    return key.retiredAt !== undefined && key.retiredAt + OVERLAP_MS <= this.clock.now();
  }
}

function load(stored: StoredKey): LoadedKey {
  const privateKey = createPrivateKey({ key: stored.privateJwk, format: 'jwk' });
  return { ...stored, privateKey, publicKey: createPublicKey(privateKey) };
}

const toStored = ({ kid, privateJwk, createdAt, retiredAt }: StoredKey): StoredKey => ({
  kid,
  privateJwk,
  createdAt,
  ...(retiredAt === undefined ? {} : { retiredAt }),
});
