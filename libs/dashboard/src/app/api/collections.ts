import { api } from '@kit/api/client';
import { useQuery } from '@tanstack/react-query';
import type { CollectionView } from './views';

interface List<T> {
  items: T[];
  total: number;
}

export const useCollections = () =>
  useQuery({
    queryKey: ['collections'],
    queryFn: ({ signal }) =>
      api.get<List<CollectionView>>('/admin/collections', { limit: 100 }, signal),
  });

export const collectionPath = (name: string): string =>
  `/admin/collections/${encodeURIComponent(name)}`;

/** Where a collection is kept in the cache. */
export const collectionKey = (name: string) => ['collections', name] as const;

/** One collection; read again every second while `watch` says that something is going on. */
export const useCollection = (
  name: string,
  watch?: (collection: CollectionView | undefined) => boolean,
) =>
  useQuery({
    queryKey: collectionKey(name),
    queryFn: ({ signal }) => api.get<CollectionView>(collectionPath(name), undefined, signal),
    refetchInterval: ({ state }) => (watch?.(state.data) ? 1_000 : false),
  });
