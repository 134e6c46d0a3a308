import type { Platform } from '../src/platform.js';

/** A clock that a test moves on by hand. */
export class FakeClock {
  private time = 1_800_000_000_000;
  private next = 1;
  private readonly timers = new Map<number, { at: number; work: () => void }>();

  readonly platform: Pick<Platform, 'now' | 'random' | 'setTimer' | 'clearTimer'> = {
    now: () => this.time,
    random: () => 1,
    setTimer: (work, ms) => {
      this.timers.set(this.next, { at: this.time + ms, work });
      return this.next++;
    },
    clearTimer: (timer) => {
      this.timers.delete(timer as number);
    },
  };

  get pending(): number {
    return this.timers.size;
  }

  /** Moves on, doing what is due in its order and letting promises settle in between. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await settle();
      const due = [...this.timers].filter(([, { at }]) => at <= end);
      const [id, timer] = due.sort(([, a], [, b]) => a.at - b.at)[0] ?? [];
      if (id === undefined || timer === undefined) break;
      this.timers.delete(id);
      this.time = timer.at;
      timer.work();
    }
    this.time = end;
    await settle();
  }
}

/** Lets everything that waits for promises alone happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
