import type { InstanceTelemetry } from '@appbase-pfe/types';

/** Upper bounds of the classes by which answers are counted, in milliseconds. */
const BOUNDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 60_000];

/** Counts what the instance answers. Counting must cost next to nothing. */
export class RequestCounter {
  private requests = 0;
  private errors = 0;
  private readonly counts = BOUNDS.map(() => 0);

  note(status: number, ms: number): void {
    this.requests++;
    if (status >= 500) this.errors++;
    let index = 0;
    while (index < BOUNDS.length - 1 && ms > BOUNDS[index]!) index++;
    this.counts[index]!++;
  }

  get totals(): Pick<InstanceTelemetry, 'requests' | 'errors' | 'latency'> {
    return {
      requests: this.requests,
      errors: this.errors,
      latency: BOUNDS.map((upToMs, index) => ({ upToMs, count: this.counts[index]! })),
    };
  }
}
