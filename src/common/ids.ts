import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

/** A new id: UUIDv7 (RFC 9562), so ids of one process sort by time of creation. Never a secret. */
export function newId(): string {
  return v7();
}

/** A new secret of 256 bits from the system's random source, in base64url (43 characters). */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

const STARTED = randomBytes(9).toString('base64url');
let requests = 0;

/** An id for a request: unlike any other of this process or another, and cheap to make. */
export function newRequestId(): string {
  requests += 1;
  return `${STARTED}-${requests.toString(36)}`;
}
