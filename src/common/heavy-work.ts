import { availableParallelism } from 'node:os';
import { errors } from './errors.js';

/** How many callers may wait for a slot before the next one is told to come back. */
const MAX_WAITING = 64;

/**
 * Slots for work that fills a core (password hashes, long reads): one core fewer than there are,
 * so that requests always find one. Work runs in the order in which it came.
 */
export class HeavyWork {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly slots = Math.max(1, availableParallelism() - 1)) {}

  /** Runs `work` in a slot. Throws `UNAVAILABLE` when too many wait. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.slots) {
      if (this.waiting.length >= MAX_WAITING) throw errors.unavailable('Too much is waiting', 2);
      await new Promise<void>((go) => this.waiting.push(go));
    } else {
      this.running++;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.running--;
      else next();
    }
  }
}
