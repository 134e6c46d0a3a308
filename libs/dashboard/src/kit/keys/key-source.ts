import type { KeyView } from '@appbase-pfe/types';
import { type QueryKey, useQuery } from '@tanstack/react-query';
import { type Query, api } from '../api/client';
import { whileUsed } from '../api/while-used';

/** Where the keys of an app are: its own server has them, and the control plane passes them on. */
export interface KeySource {
  path: string;
  query?: Query;
  queryKey: QueryKey;
}

export const keyPath = ({ path }: KeySource, id: string): string =>
  `${path}/${encodeURIComponent(id)}`;

export const useKeys = ({ path, query, queryKey }: KeySource, refetchInterval?: number) =>
  useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get<{ items: KeyView[]; total: number }>(path, query, signal),
    ...(refetchInterval !== undefined && { refetchInterval: whileUsed(refetchInterval) }),
  });
