import { useState, useSyncExternalStore } from 'react';
import type { AppBaseError, RecordVersion } from '../index.js';
import { useAppBase, useEffectFor } from './provider.js';
import { snapshotStore } from './snapshot-store.js';

/** The versions of a record, the newest first, kept in step with the server. */
export interface UseHistory {
  /** `undefined` while they load, `null` when there is no such record. */
  versions: RecordVersion[] | null | undefined;
  /** How many there are in all. */
  total: number;
  error: AppBaseError | undefined;
}

const EMPTY: UseHistory = { versions: undefined, total: 0, error: undefined };
const GONE: UseHistory = { ...EMPTY, versions: null };

/**
 * The versions of a record of a collection that keeps its history, and again when the record
 * changes. `collection.history(id, version)` reads one with its data.
 */
export function useHistory(
  name: string,
  id: string | undefined,
  { limit, offset }: { limit?: number; offset?: number } = {},
): UseHistory {
  const { db } = useAppBase();
  const [store] = useState(() => snapshotStore<UseHistory>(EMPTY));
  useEffectFor([name, id, limit, offset], () => {
    store.set(EMPTY);
    if (id === undefined) return undefined;
    const collection = db.collection(name);
    let reading: AbortController | undefined;
    /** The newest question counts: an older answer never comes last. */
    const read = () => {
      reading?.abort();
      const { signal } = (reading = new AbortController());
      collection.history(id, { limit, offset, signal }).then(
        ({ items, total }) => {
          if (!signal.aborted) store.set({ versions: items, total, error: undefined });
        },
        (error: AppBaseError) => {
          if (signal.aborted) return;
          store.set({ ...(error.status === 404 ? GONE : EMPTY), error });
        },
      );
    };
    const stop = collection.subscribe(
      ({ type, record }) => {
        if (record.id !== id) return;
        if (type !== 'deleted') return read();
        reading?.abort();
        store.set(GONE);
      },
      // Asked after the stream is open, so that nothing falls in between.
      { onGap: read, onState: (state) => state === 'open' && read() },
    );
    if (stop.state === 'open') read();
    return () => {
      reading?.abort();
      stop();
    };
  });
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}
