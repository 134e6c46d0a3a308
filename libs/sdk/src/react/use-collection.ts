import { useCallback, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type {
  AnyExpanded,
  AppBaseError,
  AppRecord,
  Collection,
  LiveListQuery,
  LiveQuery,
  LiveSnapshot,
} from '../index.js';
import { useAppBase, useEffectFor } from './provider.js';
import { snapshotStore } from './snapshot-store.js';

/** A live list and how to read more of it. */
export interface UseCollection<T extends object, Expanded = AnyExpanded> extends LiveSnapshot<
  T,
  Expanded
> {
  collection: Collection<T, Expanded>;
  hasMore: boolean;
  /** Shows one more page. */
  loadMore: () => void;
  refresh: () => void;
}

const EMPTY: LiveSnapshot<never> = {
  items: [],
  total: 0,
  loading: true,
  state: 'connecting',
  error: undefined,
};
/** The longest list the server answers at once. */
const MOST = 100;

/**
 * A list that stays in step with the server: `useCollection('todos', { filter: { done: false } })`.
 * Starts with `limit` records; `loadMore` shows as many again, up to 100.
 */
export function useCollection<T extends object = Record<string, unknown>>(
  name: string,
  query: LiveListQuery = {},
): UseCollection<T> {
  const { db } = useAppBase();
  const collection = useMemo(() => db.collection<T>(name), [db, name]);
  const step = query.limit ?? 50;
  const [pages, setPages] = useState(1);
  const limit = Math.min(step * pages, MOST);
  const live = useRef<LiveQuery<T> | undefined>(undefined);
  const [snapshot, setSnapshot] = useState<LiveSnapshot<T>>(EMPTY);

  useEffectFor([name, query], () => {
    setPages(1);
    setSnapshot(EMPTY);
    return undefined;
  });
  useEffectFor([name, { ...query, limit }], () => {
    const opened = collection.live({ ...query, limit }, ({ snapshot: next }) => {
      // A longer list shows the shorter one until it is there.
      setSnapshot((before) => (next.loading ? { ...next, items: before.items } : next));
    });
    live.current = opened;
    return () => opened.close();
  });

  const loadMore = useCallback(() => setPages((count) => count + 1), []);
  const refresh = useCallback(() => live.current?.refresh(), []);
  return {
    ...snapshot,
    collection,
    hasMore: snapshot.items.length < snapshot.total && limit < MOST,
    loadMore,
    refresh,
  };
}

/** One record, live. `undefined` while it loads, `null` when there is none. */
export interface UseRecord<T extends object, Expanded = AnyExpanded> {
  record: AppRecord<T, Expanded> | null | undefined;
  error: AppBaseError | undefined;
}

/**
 * One record that stays in step with the server. With `expand` related records come along as they
 * were when this one changed last.
 */
export function useRecord<T extends object = Record<string, unknown>>(
  name: string,
  id: string | undefined,
  { expand }: { expand?: string | string[] } = {},
): UseRecord<T> {
  const { db } = useAppBase();
  const [store] = useState(() =>
    snapshotStore<UseRecord<T>>({ record: undefined, error: undefined }),
  );
  useEffectFor([name, id, expand], () => {
    store.set({ record: undefined, error: undefined });
    if (id === undefined) return undefined;
    const collection = db.collection<T>(name);
    const ending = new AbortController();
    const read = () => {
      collection.get(id, { expand, fresh: true, signal: ending.signal }).then(
        (record) => store.set({ record, error: undefined }),
        (error: AppBaseError) => {
          if (error.code === 'ABORTED') return;
          store.set({ record: error.status === 404 ? null : undefined, error });
        },
      );
    };
    const stop = collection.subscribe(
      (change) => {
        if (change.record.id !== id) return;
        if (change.type === 'deleted') store.set({ record: null, error: undefined });
        else if (expand !== undefined) read();
        else store.set({ record: change.record, error: undefined });
      },
      { onGap: read, onState: (state) => state === 'open' && read() },
    );
    if (stop.state === 'open') read();
    return () => {
      ending.abort();
      stop();
    };
  });
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}
