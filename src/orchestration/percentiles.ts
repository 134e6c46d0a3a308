import type { InstanceTelemetry } from '@appbase-pfe/types';

type Classes = InstanceTelemetry['latency'];

/** What came between two counts; all of the later one when it began anew (another process). */
export function difference(before: Classes | undefined, now: Classes): Classes {
  const counts = now.map(({ upToMs, count }, index) => ({
    upToMs,
    count: count - (before?.[index]?.count ?? 0),
  }));
  return counts.some(({ count }) => count < 0) ? now : counts;
}

/** The time under which the given share of answers stayed, interpolated within its class. */
export function percentile(classes: Classes, share: number): number {
  const total = classes.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return 0;
  let seen = 0;
  let lower = 0;
  for (const { upToMs, count } of classes) {
    const wanted = total * share - seen;
    if (count > 0 && wanted <= count) {
      return Math.round((lower + ((upToMs - lower) * wanted) / count) * 10) / 10;
    }
    seen += count;
    lower = upToMs;
  }
  return lower;
}
