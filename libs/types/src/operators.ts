import { z } from 'zod';

/** `owner` may do everything, `operator` all but operators, keys and deletion, `viewer` only look. */
export const OperatorRole = z.enum(['owner', 'operator', 'viewer']);
export type OperatorRole = z.infer<typeof OperatorRole>;
