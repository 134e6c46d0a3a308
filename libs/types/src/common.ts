import * as z from 'zod';

/** A record, user or file id: URL-safe, sorts by time of creation. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{8,64}$/;
/** A collection or bucket name. */
export const NAME_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

export const Timestamp = z.iso.datetime();

/** A whole number in a query string. A value that is no such number is refused. */
export const queryInteger = (min: number, max = Number.MAX_SAFE_INTEGER) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().int().min(min).max(max));

/** Paging by `limit` and `offset`: default 50, more than 100 means 100. */
export const Paging = z.strictObject({
  limit: queryInteger(1)
    .transform((limit) => Math.min(limit, 100))
    .optional(),
  offset: queryInteger(0).optional(),
});
export type Paging = z.infer<typeof Paging>;

/** A page of a list: the items and how many there are in all. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), total: z.number().int() });

/** The answer to a deletion. */
export const Deleted = z.object({ deleted: z.literal(true) });
export type Deleted = z.infer<typeof Deleted>;
