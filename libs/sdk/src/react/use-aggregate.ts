import { useState, useSyncExternalStore } from 'react';
import type {
  AggregateGroup,
  AggregateQuery,
  AppBaseError,
  JsonObject,
  Measure,
} from '../index.js';
import { useAppBase, useEffectFor } from './provider.js';
import { snapshotStore } from './snapshot-store.js';

/** Counts and sums that stay in step with the server. */
export interface UseAggregate<T, Measures, Field extends string> {
  /** `undefined` until the first answer. */
  groups: AggregateGroup<T, Measures, Field>[] | undefined;
  error: AppBaseError | undefined;
}

/** Many changes in a row are one reason to ask again. */
const REST_MS = 250;

/** Counts and measures the records of a collection, and again when one of them changes. */
export function useAggregate<
  T extends object = JsonObject,
  const Measures extends Record<string, Measure> = Record<string, Measure>,
  const Field extends string = never,
>(name: string, query: AggregateQuery<Measures, Field>): UseAggregate<T, Measures, Field> {
  const { db } = useAppBase();
  const [store] = useState(() =>
    snapshotStore<UseAggregate<T, Measures, Field>>({ groups: undefined, error: undefined }),
  );
  useEffectFor([name, query], () => {
    store.set({ groups: undefined, error: undefined });
    const collection = db.collection<T>(name);
    const ending = new AbortController();
    let asking = false;
    let again = false;
    let rest: ReturnType<typeof setTimeout> | undefined;
    const ask = () => {
      again = asking;
      if (asking) return;
      asking = true;
      collection
        .aggregate(query, { signal: ending.signal })
        .then(
          (groups) => store.set({ groups, error: undefined }),
          (error: AppBaseError) => {
            if (error.code !== 'ABORTED') store.set({ groups: undefined, error });
          },
        )
        .finally(() => {
          rest = setTimeout(() => {
            asking = false;
            if (again) ask();
          }, REST_MS);
        });
    };
    const stop = collection.subscribe(ask, {
      onGap: ask,
      // Asked after the stream is open, so that nothing falls in between.
      onState: (state) => state === 'open' && ask(),
    });
    ask();
    return () => {
      ending.abort();
      clearTimeout(rest);
      stop();
    };
  });
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}
