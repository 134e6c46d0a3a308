import type { Change } from './types.js';

/** How answers are kept: `true` in `init` means these defaults. */
export interface CacheOptions {
  /** Milliseconds after which an answer is asked for again. 30 s unless said. */
  ttlMs?: number;
  /** How many answers are kept at most. 500 unless said. */
  maxEntries?: number;
}

interface Entry {
  /** As text: who gets an answer may change it without changing everybody's. */
  text: string;
  collection: string;
  id: string | undefined;
  until: number;
}

/**
 * Remembers what `get` and `list` answered. It forgets by age, by number, when this client writes,
 * when a live change tells of a write by others, and when the user changes.
 */
export class Cache {
  private readonly entries = new Map<string, Entry>();
  private readonly ttlMs: number;
  private readonly maxEntries: number;
  /** Counts what was forgotten, so that an answer under way then is not kept. */
  private generation = 0;

  constructor(
    private readonly now: () => number,
    { ttlMs = 30_000, maxEntries = 500 }: CacheOptions = {},
  ) {
    this.ttlMs = ttlMs;
    this.maxEntries = maxEntries;
  }

  /** The remembered answer of `path`, or what `load` brings. */
  async through<R>(
    path: string,
    collection: string,
    id: string | undefined,
    load: () => Promise<R>,
  ): Promise<R> {
    const known = this.entries.get(path);
    if (known !== undefined && known.until > this.now()) {
      this.entries.delete(path);
      this.entries.set(path, known);
      return JSON.parse(known.text) as R;
    }
    const { generation } = this;
    const value = await load();
    if (generation === this.generation) {
      this.entries.delete(path);
      const text = JSON.stringify(value);
      this.entries.set(path, { text, collection, id, until: this.now() + this.ttlMs });
      this.makeRoom();
    }
    return value;
  }

  /** A record was written: its own answer and every list of its collection are old. */
  forget(collection: string, id?: string): void {
    this.generation++;
    for (const [path, entry] of this.entries) {
      if (entry.collection !== collection) continue;
      if (id === undefined || entry.id === undefined || entry.id === id) this.entries.delete(path);
    }
  }

  follow(change: Change<unknown>): void {
    this.forget(change.collection, change.record.id);
  }

  clear(): void {
    this.generation++;
    this.entries.clear();
  }

  private makeRoom(): void {
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.maxEntries) return;
      this.entries.delete(oldest);
    }
  }
}
