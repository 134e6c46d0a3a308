import { errors } from '../common/errors.js';

/** The strong validator of a record's version. */
export const etagOf = (version: number) => `"${version}"`;

/**
 * Holds a change to the version that its sender has seen.
 *
 * @param ifMatch value of `If-Match`: `*` or a list of entity tags; weak ones never match
 * @throws AppError `PRECONDITION_FAILED`
 */
export function requireMatch(ifMatch: string | undefined, version: number): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (!tags.includes(etagOf(version))) throw errors.preconditionFailed();
}
