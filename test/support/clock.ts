import { Clock } from '../../src/common/clock.js';

/** A clock that stands still until a test moves it. */
export class TestClock extends Clock {
  private time = Date.parse('2026-01-01T00:00:00.000Z');

  override now(): number {
    return this.time;
  }

  /** Lets `ms` milliseconds pass. */
  pass(ms: number): void {
    this.time += ms;
  }
}
