import type { MetricsPoint, MetricsSeries } from '@appbase-pfe/types';

/**
 * The points of a series with those in between that the server left out, because nobody asked
 * anything then: no requests, and still as much of each thing as before. Without them a line from
 * one busy minute to the next would tell of requests that never were.
 */
export function everyStep({ from, to, step, points }: MetricsSeries): MetricsPoint[] {
  const ms = step * 1000;
  const known = new Map(points.map((point) => [Date.parse(point.at), point]));
  const all: MetricsPoint[] = [];
  let amounts: MetricsPoint['amounts'] = {};
  for (let at = Date.parse(from) - (Date.parse(from) % ms); at <= Date.parse(to); at += ms) {
    const point = known.get(at);
    amounts = point?.amounts ?? amounts;
    all.push(point ?? quiet(at, amounts));
  }
  return all;
}

const quiet = (at: number, amounts: MetricsPoint['amounts']): MetricsPoint => ({
  at: new Date(at).toISOString(),
  requests: 0,
  clientErrors: 0,
  serverErrors: 0,
  eventLoopDelayMs: 0,
  walBytes: 0,
  amounts,
});
