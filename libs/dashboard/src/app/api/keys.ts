import type { KeyView } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { whileUsed } from '@kit/api/while-used';
import { useQuery } from '@tanstack/react-query';

export const useKeys = (refetchInterval?: number) =>
  useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) =>
      api.get<{ items: KeyView[]; total: number }>('/admin/api-keys', { limit: 100 }, signal),
    ...(refetchInterval !== undefined && { refetchInterval: whileUsed(refetchInterval) }),
  });

export const keyPath = (id: string): string => `/admin/api-keys/${encodeURIComponent(id)}`;

export type KeyState = 'active' | 'expired' | 'revoked';

export function stateOf({ revokedAt, expiresAt }: KeyView): KeyState {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && new Date(expiresAt) < new Date() ? 'expired' : 'active';
}
