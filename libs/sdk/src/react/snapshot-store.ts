/** A value for `useSyncExternalStore`. */
export function snapshotStore<S>(value: S) {
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next: S) => {
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
