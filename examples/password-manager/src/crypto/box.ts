import { type Bytes, fromBase64, fromUtf8, randomBytes, toBase64, utf8 } from './bytes';

/** Something encrypted, as it is stored. */
export interface Box {
  nonce: string;
  text: string;
}

const NONCE_BYTES = 12;

/**
 * AES-256-GCM with a fresh random nonce each time. `purpose` is authenticated along: a box that was
 * moved to another place does not open there.
 */
export async function seal(key: CryptoKey, content: Bytes, purpose: string): Promise<Bytes> {
  const nonce = randomBytes(NONCE_BYTES);
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce, additionalData: utf8(purpose) },
    key,
    content,
  );
  const whole = new Uint8Array(NONCE_BYTES + sealed.byteLength);
  whole.set(nonce);
  whole.set(new Uint8Array(sealed), NONCE_BYTES);
  return whole;
}

/** Opens what `seal` made; throws when key or purpose are others, or a byte was changed. */
export async function open(key: CryptoKey, whole: Bytes, purpose: string): Promise<Bytes> {
  const content = await crypto.subtle.decrypt(
    {
      name: 'AES-GCM',
      iv: whole.subarray(0, NONCE_BYTES),
      additionalData: utf8(purpose),
    },
    key,
    whole.subarray(NONCE_BYTES),
  );
  return new Uint8Array(content);
}

export async function sealJson(key: CryptoKey, value: unknown, purpose: string): Promise<Box> {
  const whole = await seal(key, utf8(JSON.stringify(value)), purpose);
  return {
    nonce: toBase64(whole.slice(0, NONCE_BYTES)),
    text: toBase64(whole.slice(NONCE_BYTES)),
  };
}

export async function openJson<T>(key: CryptoKey, box: Box, purpose: string): Promise<T> {
  return JSON.parse(fromUtf8(await open(key, joined(box), purpose))) as T;
}

/** Encrypts one key with another. */
export async function wrapKey(by: CryptoKey, key: CryptoKey, purpose: string): Promise<Box> {
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', key));
  const whole = await seal(by, raw, purpose);
  raw.fill(0);
  return {
    nonce: toBase64(whole.slice(0, NONCE_BYTES)),
    text: toBase64(whole.slice(NONCE_BYTES)),
  };
}

export async function unwrapKey(by: CryptoKey, box: Box, purpose: string): Promise<CryptoKey> {
  const raw = await open(by, joined(box), purpose);
  const key = await importKey(raw);
  raw.fill(0);
  return key;
}

export const newKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);

export const importKey = (raw: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', raw, 'AES-GCM', true, ['encrypt', 'decrypt']);

function joined({ nonce, text }: Box): Bytes {
  const head = fromBase64(nonce);
  const tail = fromBase64(text);
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}
