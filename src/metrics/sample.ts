import type { MetricsPoint } from '@appbase-pfe/types';

/** Upper ends of the latency buckets in milliseconds; the last bucket has no end. */
export const BUCKETS_MS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000];

/** What is counted over a stretch of time, and how much there was of each thing at its end. */
export interface Sample {
  requests: number;
  clientErrors: number;
  serverErrors: number;
  latencyMs: number;
  /** Requests by latency, a bucket each. */
  buckets: number[];
  loopDelayMs: number;
  walBytes: number;
  amounts: Record<string, number>;
}

export function emptySample(): Sample {
  return {
    requests: 0,
    clientErrors: 0,
    serverErrors: 0,
    latencyMs: 0,
    buckets: Array<number>(BUCKETS_MS.length + 1).fill(0),
    loopDelayMs: 0,
    walBytes: 0,
    amounts: {},
  };
}

export function bucketOf(ms: number): number {
  const index = BUCKETS_MS.findIndex((end) => ms <= end);
  return index < 0 ? BUCKETS_MS.length : index;
}

/** Two samples as one: counts are added, amounts are those of the later one. */
export function addSamples(before: Sample, after: Sample): Sample {
  return {
    requests: before.requests + after.requests,
    clientErrors: before.clientErrors + after.clientErrors,
    serverErrors: before.serverErrors + after.serverErrors,
    latencyMs: before.latencyMs + after.latencyMs,
    buckets: before.buckets.map((count, index) => count + (after.buckets[index] ?? 0)),
    loopDelayMs: Math.max(before.loopDelayMs, after.loopDelayMs),
    walBytes: after.walBytes,
    amounts: { ...before.amounts, ...after.amounts },
  };
}

export function toPoint(at: number, sample: Sample): MetricsPoint {
  const { requests, latencyMs, buckets } = sample;
  const share = (part: number) => round(percentile(buckets, requests * part));
  return {
    at: new Date(at).toISOString(),
    requests,
    clientErrors: sample.clientErrors,
    serverErrors: sample.serverErrors,
    ...(requests === 0
      ? {}
      : {
          latency: {
            mean: round(latencyMs / requests),
            p50: share(0.5),
            p95: share(0.95),
            p99: share(0.99),
          },
        }),
    eventLoopDelayMs: round(sample.loopDelayMs),
    walBytes: sample.walBytes,
    amounts: sample.amounts,
  };
}

/** Where in the buckets the n-th request lies, taking those of a bucket as evenly spread. */
function percentile(buckets: readonly number[], rank: number): number {
  let seen = 0;
  for (const [index, count] of buckets.entries()) {
    if (count > 0 && seen + count >= rank) {
      const low = index === 0 ? 0 : BUCKETS_MS[index - 1]!;
      const high = BUCKETS_MS[index] ?? low * 2;
      return low + (high - low) * ((rank - seen) / count);
    }
    seen += count;
  }
  return 0;
}

const round = (value: number) => Math.round(value * 100) / 100;
