import { AppBaseError, type AppRecord, type Write, type WriteQueue } from '../index.js';
import { Backoff } from '../backoff.js';
import { type Platform, platformOf, randomId } from '../platform.js';
import { inOneTab } from '../session-lock.js';
import { type Conflict, decide, isPassing, type Resolution, wasApplied } from './conflict.js';
import { indexedDbStore, memoryQueueStore, type QueueStore, type Waiting } from './queue-store.js';

type Connection = Parameters<WriteQueue['connect']>[0];
type Result = Awaited<ReturnType<WriteQueue['write']>>;

/** How the queue behaves. */
export interface OfflineOptions {
  /** The name of its database; two clients on one origin need two. */
  name?: string;
  /** Where writes wait: IndexedDB, or memory where there is none. */
  store?: QueueStore;
  /**
   * A write that waited cannot be done as it is. Say what becomes of it; without an answer it is
   * discarded, and `onDiscarded` hears of it.
   */
  onConflict?: (conflict: Conflict) => Resolution | Promise<Resolution>;
  /** A write that waited was done. `localId` is what `create` answered at the time. */
  onSent?: (sent: { write: Write; result: Result; localId: string | undefined }) => void;
  onDiscarded?: (write: Write, error: AppBaseError) => void;
  /** How many writes wait. */
  onChange?: (waiting: number) => void;
  platform?: Partial<Platform>;
}

/**
 * Keeps writes while there is no network and sends them in their order when it is back, also after
 * a reload. Creates carry an idempotency key, so that none is stored twice.
 */
export class OfflineQueue implements WriteQueue {
  private readonly store: QueueStore;
  private readonly lockName: string;
  private readonly platform: Platform;
  private readonly backoff: Backoff;
  private connection: Connection | undefined;
  private flushing: Promise<void> | undefined;
  private timer: unknown;
  private closed = false;
  private readonly stops: (() => void)[] = [];
  /** Ids that were made up here and the real ones that came of them. */
  private readonly renamed = new Map<string, string>();

  constructor(private readonly options: OfflineOptions = {}) {
    const name = options.name ?? 'appbase-offline';
    this.lockName = `${name}.lock`;
    this.platform = platformOf(options.platform);
    this.backoff = new Backoff(this.platform.now, this.platform.random);
    this.store =
      options.store ??
      (typeof indexedDB === 'undefined' ? memoryQueueStore() : indexedDbStore(name));
  }

  connect(connection: Connection): void {
    this.connection = connection;
    this.stops.push(connection.onUserChange(() => void this.flush()));
    if (typeof addEventListener === 'function') {
      const online = () => void this.flush();
      addEventListener('online', online);
      this.stops.push(() => removeEventListener('online', online));
    }
  }

  async write(given: Write): Promise<Result> {
    const { connection } = this;
    const userId = connection?.userId();
    if (connection === undefined)
      throw new AppBaseError('No client uses this queue', 'UNAVAILABLE');
    const write = this.withRealId(given);
    if (userId === undefined) return connection.send(write);
    let failure: unknown;
    // A browser that refuses to store anything (a private window) leaves the network alone.
    if ((await this.store.all(userId).catch(() => [])).length === 0) {
      try {
        return await connection.send(write);
      } catch (error) {
        if (!(error instanceof AppBaseError) || error.code !== 'NETWORK_ERROR') throw error;
        failure = error;
      }
    }
    const id = write.id ?? `local_${randomId()}`;
    await this.store.add({ userId, write: { ...write, id } }).catch((error: unknown) => {
      throw failure ?? error;
    });
    await this.tell(userId);
    this.flushLater();
    return this.expected({ ...write, id }, userId);
  }

  /** The writes of the signed-in user that wait. */
  async waiting(): Promise<Write[]> {
    const userId = this.connection?.userId();
    return userId === undefined ? [] : (await this.store.all(userId)).map(({ write }) => write);
  }

  /** Sends what waits, as far as it goes. */
  flush(): Promise<void> {
    this.flushing ??= this.flushAll()
      .catch(() => this.flushLater(this.backoff.next()))
      .finally(() => {
        this.flushing = undefined;
      });
    return this.flushing;
  }

  close(): void {
    this.closed = true;
    this.platform.clearTimer(this.timer);
    for (const stop of this.stops) stop();
    this.store.close();
  }

  private async flushAll(): Promise<void> {
    const shared = typeof indexedDB !== 'undefined';
    await inOneTab(this.lockName, shared, this.platform, async () => {
      for (;;) {
        const userId = this.connection?.userId();
        if (userId === undefined || this.closed) return;
        const [entry, ...later] = await this.store.all(userId);
        if (entry === undefined) return;
        const settled = await this.sendOne(entry, later);
        if (!settled) return this.flushLater(this.backoff.next());
        this.backoff.opened();
        await this.tell(userId);
      }
    });
  }

  /** Whether the write is out of the way. */
  private async sendOne(entry: Waiting, later: Waiting[]): Promise<boolean> {
    const { write } = entry;
    const isCreate = write.op === 'create';
    try {
      const { id, ...unnamed } = write;
      const result = await this.connection?.send(isCreate ? unnamed : write);
      if (result === undefined) return false;
      const realId = isCreate && 'id' in result ? result.id : undefined;
      if (id !== undefined && realId !== undefined) this.renamed.set(id, realId);
      await this.store.settle(
        entry.seq,
        later
          .filter((other) => realId !== undefined && other.write.id === id)
          .map((other) => ({ ...other, write: this.withRealId(other.write) })),
      );
      this.options.onSent?.({ write, result, localId: isCreate ? id : undefined });
      return true;
    } catch (error) {
      if (!(error instanceof AppBaseError) || isPassing(error)) return false;
      return this.resolve(entry, error);
    }
  }

  private async resolve(entry: Waiting, error: AppBaseError): Promise<boolean> {
    const { write, seq } = entry;
    const current = await this.current(write);
    if (current === 'unknown') return false;
    if (wasApplied(write, error, current)) {
      await this.store.settle(seq);
      return true;
    }
    const next = await decide(this.options.onConflict, { write, error, current });
    if (next === undefined) {
      await this.store.settle(seq);
      this.options.onDiscarded?.(write, error);
    } else {
      await this.store.settle(-1, [{ ...entry, write: next }]);
    }
    return true;
  }

  private async current({ op, collection, id }: Write) {
    if (op === 'create' || id === undefined) return undefined;
    try {
      return await this.connection?.lookUp(collection, id);
    } catch (error) {
      return error instanceof AppBaseError && error.status === 404 ? undefined : 'unknown';
    }
  }

  private withRealId(write: Write): Write {
    const real = write.id === undefined ? undefined : this.renamed.get(write.id);
    return real === undefined ? write : { ...write, id: real };
  }

  private expected(write: Write, userId: string): Result {
    if (write.op === 'delete') return { deleted: true };
    const now = new Date(this.platform.now()).toISOString();
    return {
      id: write.id ?? '',
      collection: write.collection,
      ownerId: userId,
      data: write.data as AppRecord['data'],
      createdAt: now,
      updatedAt: now,
      pending: true,
    };
  }

  private flushLater(ms = 0): void {
    if (this.closed) return;
    this.platform.clearTimer(this.timer);
    this.timer = this.platform.setTimer(() => void this.flush(), ms);
  }

  private async tell(userId: string): Promise<void> {
    this.options.onChange?.((await this.store.all(userId)).length);
  }
}
