import { createHmac, timingSafeEqual } from 'node:crypto';
import { newSecret } from '../common/ids.js';
import type { OperatorRow } from './operators.sql.js';

/**
 * A value that shows that a device has signed this operator in before. It opens nothing: it gives
 * the device a budget of failures of its own, so that a stranger's guesses never delay it. It is
 * signed with the stored hash of the password, so nothing is kept, and a new password ends it.
 */
export function issueDevice(account: Pick<OperatorRow, 'password_hash'>): string {
  const id = newSecret();
  return `${id}.${sign(account, id)}`;
}

/** The id of the device, when the value was issued for this account. */
export function knownDevice(
  account: Pick<OperatorRow, 'password_hash'> | undefined,
  value: string | undefined,
): string | undefined {
  if (account === undefined || value === undefined) return undefined;
  const [id = '', signature = ''] = value.split('.', 2);
  const [given, expected] = [Buffer.from(signature), Buffer.from(sign(account, id))];
  return given.length === expected.length && timingSafeEqual(given, expected) ? id : undefined;
}

function sign(account: Pick<OperatorRow, 'password_hash'>, id: string): string {
  return createHmac('sha256', account.password_hash).update(`device:${id}`).digest('base64url');
}
