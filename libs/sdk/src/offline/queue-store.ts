import type { Write } from '../index.js';

/** A write that waits, with its place in the order. */
export interface Waiting {
  seq: number;
  /** Whose write it is: another user of the device must not send it. */
  userId: string;
  write: Write;
}

/** Where waiting writes are kept. */
export interface QueueStore {
  add(entry: Omit<Waiting, 'seq'>): Promise<void>;
  /** The user's writes in the order in which they were made. */
  all(userId: string): Promise<Waiting[]>;
  /** Takes one out and changes others, all or nothing. */
  settle(seq: number, changed?: Waiting[]): Promise<void>;
  close(): void;
}

/** Keeps writes for as long as this process lives (Node, tests). */
export function memoryQueueStore(): QueueStore {
  let entries: Waiting[] = [];
  let next = 1;
  return {
    async add(entry) {
      entries.push({ ...entry, seq: next++ });
    },
    all: async (userId) => entries.filter((entry) => entry.userId === userId),
    async settle(seq, changed = []) {
      const bySeq = new Map(changed.map((entry) => [entry.seq, entry]));
      entries = entries
        .filter((entry) => entry.seq !== seq)
        .map((entry) => bySeq.get(entry.seq) ?? entry);
    },
    close: () => undefined,
  };
}

const STORE = 'writes';

/** Keeps writes in IndexedDB: they survive a reload and a closed browser. */
export function indexedDbStore(name: string): QueueStore {
  const opened = open(name);
  // The first use reports a browser that refuses IndexedDB.
  opened.catch(() => undefined);

  const run = async <R>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<R> | undefined,
  ): Promise<R | undefined> => {
    const transaction = (await opened).transaction(STORE, mode);
    return new Promise((resolve, reject) => {
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  };

  return {
    async add(entry) {
      await run('readwrite', (store) => store.add(entry));
    },
    async all(userId) {
      const entries = (await run('readonly', (store) => store.getAll())) as Waiting[] | undefined;
      return (entries ?? []).filter((entry) => entry.userId === userId);
    },
    async settle(seq, changed = []) {
      await run('readwrite', (store) => {
        for (const entry of changed) store.put(entry);
        store.delete(seq);
        return undefined;
      });
    },
    close: () => {
      opened.then(
        (database) => database.close(),
        () => undefined,
      );
    },
  };
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE, { keyPath: 'seq', autoIncrement: true });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
