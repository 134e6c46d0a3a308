import type { KeyView } from '@appbase-pfe/types';

export type KeyState = 'active' | 'expired' | 'revoked';

export function stateOf({ revokedAt, expiresAt }: KeyView): KeyState {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && new Date(expiresAt) < new Date() ? 'expired' : 'active';
}
