import * as z from 'zod';

/** One thing that the server needs: whether it is there, and a word on it where that helps. */
export const HealthCheckView = z.looseObject({
  status: z.enum(['up', 'degraded', 'down']),
  message: z.string().optional(),
  /** When all of it was last looked at, for what is looked at once a week. */
  checkedAt: z.iso.datetime().optional(),
});

/** How the server is. It comes without the envelope. */
export const HealthView = z.object({
  status: z.enum(['ok', 'error', 'shutting_down']),
  checks: z.record(z.string(), HealthCheckView),
});
export type HealthView = z.infer<typeof HealthView>;
