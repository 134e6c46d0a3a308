const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;
/** A connection that lived this long was a good one: the count begins anew. */
const GOOD_AFTER_MS = 5_000;

/**
 * How long to wait before connecting again: 1 s, 2 s, 4 s … 30 s, each up to a quarter shorter by
 * chance so that a thousand clients do not come back in one moment. Connections that open and end
 * at once count as failures, too: a dead server sees at most 12 attempts in a minute.
 */
export class Backoff {
  private failures = 0;
  private openedAt: number | undefined;
  private first = FIRST_MS;

  constructor(
    private readonly now: () => number,
    private readonly random: () => number,
  ) {}

  opened(): void {
    this.openedAt = this.now();
  }

  /** The server's own wish (`retry:`). */
  suggest(ms: number): void {
    this.first = Math.min(Math.max(ms, FIRST_MS), LONGEST_MS);
  }

  next(): number {
    if (this.openedAt !== undefined && this.now() - this.openedAt >= GOOD_AFTER_MS) {
      this.failures = 0;
    }
    this.openedAt = undefined;
    const full = Math.min(this.first * 2 ** this.failures, LONGEST_MS);
    this.failures = Math.min(this.failures + 1, 10);
    return full * (1 - this.random() / 4);
  }
}
