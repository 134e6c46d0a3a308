import { type Bytes, fromBase64, hex, toBase64, utf8 } from './bytes';
import { type Box, importKey, open, seal, unwrapKey, wrapKey } from './box';

const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const;

/** A person's two keys: others encrypt for the public one, only the private one opens that. */
export interface Pair {
  publicKey: string;
  privateKey: CryptoKey;
}

/** A key that one person can unwrap. `from` is the sender's half, made for this once. */
export interface SharedKey extends Box {
  from: string;
}

/** Makes a pair; the private half also as it is stored, encrypted with the vault's key. */
export async function newPair(vault: CryptoKey): Promise<{ pair: Pair; sealed: string }> {
  const made = await crypto.subtle.generateKey(CURVE, true, ['deriveBits']);
  const raw = new Uint8Array(await crypto.subtle.exportKey('pkcs8', made.privateKey));
  const sealed = toBase64(await seal(vault, raw, 'private-key'));
  raw.fill(0);
  return {
    pair: { publicKey: await publicOf(made.publicKey), privateKey: made.privateKey },
    sealed,
  };
}

export async function openPair(vault: CryptoKey, publicKey: string, sealed: string): Promise<Pair> {
  const raw = await open(vault, fromBase64(sealed), 'private-key');
  const privateKey = await crypto.subtle.importKey('pkcs8', raw, CURVE, false, ['deriveBits']);
  raw.fill(0);
  return { publicKey, privateKey };
}

/** Encrypts a key for one person, with a pair of the sender's that is thrown away afterwards. */
export async function shareKey(key: CryptoKey, to: string, purpose: string): Promise<SharedKey> {
  const once = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const from = await publicOf(once.publicKey);
  const by = await agreed(once.privateKey, to, from + to, purpose);
  return { from, ...(await wrapKey(by, key, purpose)) };
}

export async function openShared(pair: Pair, shared: SharedKey, purpose: string) {
  const context = shared.from + pair.publicKey;
  return unwrapKey(await agreed(pair.privateKey, shared.from, context, purpose), shared, purpose);
}

/** Something short to read out on the phone: is this really the other's key? */
export async function fingerprint(publicKey: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', fromBase64(publicKey));
  return hex(new Uint8Array(digest).slice(0, 8)).replace(/(.{4})(?!$)/g, '$1 ');
}

const publicOf = async (key: CryptoKey): Promise<string> =>
  toBase64(new Uint8Array(await crypto.subtle.exportKey('raw', key)));

/** The key that both sides arrive at, each from its own private half. */
async function agreed(
  own: CryptoKey,
  others: string,
  context: string,
  purpose: string,
): Promise<CryptoKey> {
  const theirs = await crypto.subtle.importKey('raw', fromBase64(others), CURVE, false, []);
  const secret = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, own, 256);
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt: utf8(context), info: utf8(purpose) },
    base,
    256,
  );
  return importKey(new Uint8Array(bits) as Bytes);
}
