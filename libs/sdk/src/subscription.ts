import type { ChangeHub } from './change-hub.js';
import type { StreamListener, StreamState } from './change-stream.js';
import { type AppBaseError, DbError } from './errors.js';
import type { Change, Filter } from './types.js';

/** More changes than this nobody waits for in a loop: it has come to a standstill. */
const MOST_WAITING = 10_000;

/** What a subscription tells beside changes. */
export interface SubscribeOptions {
  /** Only changes of records that match. */
  filter?: Filter | undefined;
  /** Continues after this event (`subscription.lastEventId` of an earlier run). */
  lastEventId?: string | undefined;
  /** The connection's state, with the error that caused it. */
  onState?: (state: StreamState, error?: AppBaseError) => void;
  /** Changes were missed that the server no longer has: read the list again. */
  onGap?: () => void;
  /** Ends the subscription. */
  signal?: AbortSignal | undefined;
}

/**
 * A running subscription. Call it, or `unsubscribe()`, to end it; or loop over it:
 * `for await (const change of notes.subscribe()) …`
 */
export interface Subscription<T> extends AsyncIterable<Change<T>> {
  (): void;
  unsubscribe(): void;
  readonly state: StreamState;
  /** Where it is in the log of changes. */
  readonly lastEventId: string | undefined;
  /** Resolves when it is connected for the first time; rejects when it cannot be. */
  opened(): Promise<void>;
}

/** Joins a stream for one subscriber. */
export function subscribe<T>(
  hub: ChangeHub,
  path: string,
  callback: ((change: Change<T>) => void) | undefined,
  options: SubscribeOptions,
  /** Hears of every change first, and of a gap as `undefined` (the cache). */
  tap: (change: Change<unknown> | undefined) => void,
): Subscription<T> {
  const waiting: Change<T>[] = [];
  const watchers = new Set<() => void>();
  let wasOpen = false;
  let ended: { error: AppBaseError | undefined } | undefined;
  const notify = () => {
    for (const watcher of Array.from(watchers)) watcher();
  };

  const listener: StreamListener = {
    onChange(change) {
      tap(change);
      if (callback !== undefined) return callback(change as Change<T>);
      waiting.push(change as Change<T>);
      if (waiting.length > MOST_WAITING) {
        finish(new DbError('The loop over changes does not keep up', 'ABORTED'));
      }
      notify();
    },
    onGap() {
      tap(undefined);
      options.onGap?.();
    },
    onState(state, error) {
      if (state === 'open') wasOpen = true;
      if (state === 'closed') finish(error);
      else options.onState?.(state, error);
      notify();
    },
  };

  function finish(error?: AppBaseError): void {
    if (ended !== undefined) return;
    ended = { error };
    options.signal?.removeEventListener('abort', unsubscribe);
    hub.leave(stream, listener);
    options.onState?.('closed', error);
    notify();
  }
  const unsubscribe = () => finish();
  const changed = () =>
    new Promise<void>((resolve) => {
      const watcher = () => {
        watchers.delete(watcher);
        resolve();
      };
      watchers.add(watcher);
    });

  const stream = hub.join(path, listener, options.lastEventId);
  wasOpen = stream.state === 'open';
  if (options.signal?.aborted) unsubscribe();
  else options.signal?.addEventListener('abort', unsubscribe);

  async function* changes(): AsyncGenerator<Change<T>> {
    try {
      for (;;) {
        const change = waiting.shift();
        if (change !== undefined) yield change;
        else if (ended?.error !== undefined) throw ended.error;
        else if (ended !== undefined) return;
        else await changed();
      }
    } finally {
      unsubscribe();
    }
  }

  return Object.defineProperties(
    Object.assign(() => unsubscribe(), {
      unsubscribe,
      [Symbol.asyncIterator]: changes,
      async opened() {
        while (!wasOpen && ended === undefined) await changed();
        if (!wasOpen) throw ended?.error ?? new DbError('The subscription was ended', 'ABORTED');
      },
    }),
    {
      state: { get: () => (ended === undefined ? stream.state : 'closed') },
      lastEventId: { get: () => stream.lastEventId },
    },
  ) as unknown as Subscription<T>;
}
