import { useEffect, useState } from 'react';
import type { StreamState } from '@appbase-pfe/sdk';
import type { Entry } from './entry';
import type { Vault } from './vault';

/** The decrypted entries, kept in step with every other window and device. */
export interface Entries {
  entries: Entry[];
  loading: boolean;
  /** How the live connection is. */
  live: StreamState;
  /** Entries that could not be opened. */
  broken: number;
  error: string | undefined;
  put: (entry: Entry) => void;
  drop: (id: string) => void;
}

export function useEntries(vault: Vault): Entries {
  const [byId, setById] = useState<ReadonlyMap<string, Entry>>(new Map());
  const [status, setStatus] = useState({ loading: true, broken: 0 });
  const [live, setLive] = useState<StreamState>('connecting');
  const [error, setError] = useState<string>();

  const put = (entry: Entry) =>
    setById((known) => {
      const before = known.get(entry.id);
      if (before !== undefined && before.updatedAt > entry.updatedAt) return known;
      return new Map(known).set(entry.id, entry);
    });
  const drop = (id: string) =>
    setById((known) => new Map([...known].filter(([other]) => other !== id)));

  useEffect(() => {
    let ended = false;
    const readAll = async () => {
      try {
        const { entries, broken } = await vault.readAll();
        if (ended) return;
        setById(new Map(entries.map((entry) => [entry.id, entry])));
        setStatus({ loading: false, broken });
        setError(undefined);
      } catch (cause) {
        if (!ended) setError((cause as Error).message);
      }
    };
    const stop = vault.entries.subscribe(
      (change) => {
        if (change.type === 'deleted') return drop(change.record.id);
        void vault.decrypt(change.record).then(put, () => undefined);
      },
      {
        onGap: () => void readAll(),
        onState: (state) => {
          setLive(state);
          // Once the stream is open nothing can fall between it and the list.
          if (state === 'open') void readAll();
        },
      },
    );
    void readAll();
    return () => {
      ended = true;
      stop();
    };
  }, [vault]);

  const entries = [...byId.values()].sort((a, b) => a.title.localeCompare(b.title));
  return { entries, ...status, live, error, put, drop };
}
