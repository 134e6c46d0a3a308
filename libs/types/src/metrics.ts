import * as z from 'zod';
import { queryInteger, Timestamp } from './common.js';

const MINUTE = 60;

export const ReadMetrics = z.strictObject({
  /** The first moment; an hour ago unless said. */
  from: z.iso.datetime({ offset: true }).optional(),
  /** The last moment; now unless said. */
  to: z.iso.datetime({ offset: true }).optional(),
  /** Seconds that one point stands for: whole minutes, or from an hour on whole hours. */
  step: queryInteger(MINUTE, 31 * 24 * 60 * MINUTE)
    .refine((step) => step % (step < 3600 ? MINUTE : 3600) === 0, 'must be whole minutes or hours')
    .optional(),
});
export type ReadMetrics = z.infer<typeof ReadMetrics>;

/** What happened from `at` on for one step, and how much there was of each thing at its end. */
export const MetricsPoint = z.object({
  at: Timestamp,
  requests: z.number().int(),
  /** Answers of 400 to 499. */
  clientErrors: z.number().int(),
  /** Answers of 500 and more. */
  serverErrors: z.number().int(),
  /** Milliseconds, where there were requests. */
  latency: z
    .object({ mean: z.number(), p50: z.number(), p95: z.number(), p99: z.number() })
    .optional(),
  eventLoopDelayMs: z.number(),
  walBytes: z.number().int(),
  /** `users`, `records`, `files`, `storageBytes` on an instance. */
  amounts: z.record(z.string(), z.number()),
});
export type MetricsPoint = z.infer<typeof MetricsPoint>;

export const MetricsSeries = z.object({
  from: Timestamp,
  to: Timestamp,
  step: z.number().int(),
  points: z.array(MetricsPoint),
});
export type MetricsSeries = z.infer<typeof MetricsSeries>;
