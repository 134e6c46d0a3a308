import type { StreamState } from './change-stream.js';
import type { Collection, LiveListQuery } from './collection.js';
import type { AppBaseError } from './errors.js';
import type { ExpandPath } from './schema.js';
import type { Subscription } from './subscription.js';
import type { AnyExpanded, AppRecord, Change, Page } from './types.js';

/** Between two readings that changes have caused. */
const REST_MS = 60;

/** What a live list shows. A new object each time something changes. */
export interface LiveSnapshot<T, Expanded = AnyExpanded> {
  items: AppRecord<T, Expanded>[];
  total: number;
  /** Until the first answer. */
  loading: boolean;
  /** The live connection. */
  state: StreamState;
  /** Why the list could not be read. */
  error: AppBaseError | undefined;
}

/**
 * A list in step with the server: read once, then kept by live changes. Where order or filter are
 * the server's to decide, a change makes it read again, once for any number of changes at a time.
 */
export class LiveQuery<T extends object, Expanded = AnyExpanded> {
  snapshot: LiveSnapshot<T, Expanded> = {
    items: [],
    total: 0,
    loading: true,
    state: 'connecting',
    error: undefined,
  };
  private readonly listeners = new Set<(live: LiveQuery<T, Expanded>) => void>();
  private readonly stream: Subscription<T>;
  private readonly ending = new AbortController();
  private wasOpen = false;
  private reading = false;
  /** A change came while a page was under way: it may be newer than the page. */
  private again = false;
  private resting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly collection: Collection<T, Expanded>,
    private readonly query: LiveListQuery<ExpandPath<Expanded>>,
    listener?: (live: LiveQuery<T, Expanded>) => void,
  ) {
    if (listener !== undefined) this.listeners.add(listener);
    this.stream = collection.subscribe((change) => this.apply(change), {
      onGap: () => this.refresh(),
      onState: (state, error) => {
        // The list is read after the stream is open, so that nothing falls in between.
        if (state === 'open' && !this.wasOpen) this.refresh();
        this.wasOpen ||= state === 'open';
        this.show({ state, ...(state === 'closed' && error !== undefined ? { error } : {}) });
      },
    });
    this.wasOpen = this.stream.state === 'open';
    if (this.wasOpen) this.show({ state: 'open' });
    this.refresh();
  }

  get items(): AppRecord<T, Expanded>[] {
    return this.snapshot.items;
  }

  get total(): number {
    return this.snapshot.total;
  }

  /** Tells of every new snapshot. Returns how to stop. */
  onChange(listener: (live: LiveQuery<T, Expanded>) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Reads the list again. */
  refresh(): void {
    if (this.reading) {
      this.again = true;
      return;
    }
    this.reading = true;
    void this.read().finally(() => {
      if (this.ending.signal.aborted) return;
      this.reading = false;
      if (this.again) this.rest();
    });
  }

  /** Many changes in a row are one reason to read again. */
  private rest(): void {
    this.reading = true;
    this.resting = setTimeout(() => {
      this.reading = false;
      this.refresh();
    }, REST_MS);
  }

  close(): void {
    this.ending.abort();
    clearTimeout(this.resting);
    this.stream();
    this.listeners.clear();
  }

  private async read(): Promise<void> {
    this.again = false;
    try {
      const page = await this.wholeList();
      this.show({ items: page.items, total: page.total, loading: false, error: undefined });
    } catch (error) {
      if (this.ending.signal.aborted) return;
      this.show({ loading: false, error: error as AppBaseError });
    }
  }

  private wholeList(): Promise<Page<T, Expanded>> {
    return this.collection.list({ ...this.query, signal: this.ending.signal, fresh: true });
  }

  private apply(change: Change<T>): void {
    const { items, total } = this.snapshot;
    // With `expand` a list is never complete, so nothing is missing here.
    const record = change.record as AppRecord<T, Expanded>;
    const at = items.findIndex(({ id }) => id === change.record.id);
    const known = items[at];
    if (!this.isComplete() || (known === undefined && change.type === 'updated')) {
      return this.refresh();
    }
    if (change.type === 'deleted') {
      if (known === undefined) return;
      return this.show({ items: items.filter((item) => item !== known), total: total - 1 });
    }
    if (known === undefined) return this.add(record);
    // The page was read after this change, and knows better.
    if (known.updatedAt > change.record.updatedAt) return;
    this.show({ items: items.map((item) => (item === known ? record : item)) });
  }

  private add(record: AppRecord<T, Expanded>): void {
    const { items, total } = this.snapshot;
    if (items.length >= (this.query.limit ?? 50)) return this.refresh();
    const newestFirst = this.query.sort?.startsWith('-') === true;
    this.show({ items: newestFirst ? [record, ...items] : [...items, record], total: total + 1 });
  }

  /** Everything there is, in order of creation: then a change says by itself what becomes of it. */
  private isComplete(): boolean {
    const { items, total, loading } = this.snapshot;
    return this.isPlain() && !this.reading && !loading && items.length === total;
  }

  private isPlain(): boolean {
    const { filter, sort, expand, search } = this.query;
    const byCreation = sort === undefined || sort === 'createdAt' || sort === '-createdAt';
    return byCreation && filter === undefined && expand === undefined && search === undefined;
  }

  private show(changes: Partial<LiveSnapshot<T, Expanded>>): void {
    if (this.ending.signal.aborted) return;
    this.snapshot = { ...this.snapshot, ...changes };
    for (const listener of Array.from(this.listeners)) listener(this);
  }
}
