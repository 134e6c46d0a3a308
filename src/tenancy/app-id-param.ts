import * as z from 'zod';

/** An app's id or slug in a path; whatever it is, it is looked up and not found. */
export const AppIdParam = z.string().min(1).max(256);
