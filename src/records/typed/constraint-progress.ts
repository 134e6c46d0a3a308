import type { BuildProgress, CollectionSettings } from '@appbase-pfe/types';
import type { Connection } from '../../database/connection.js';

const UP_TO = 'SELECT up_to FROM constraint_backfills WHERE collection = ?';
const ENTERED = 'SELECT count(*) AS n FROM records WHERE collection = ? AND id <= ?';

/**
 * How far the records that were there before are entered under unique fields and relations; nothing
 * for a collection that has neither.
 */
export function constraintProgress(
  db: Connection,
  collection: string,
  { unique = [], relations = {} }: CollectionSettings,
  records: number,
): BuildProgress | undefined {
  if (unique.length === 0 && Object.keys(relations).length === 0) return undefined;
  const job = db.get<{ up_to: string }>(UP_TO, collection);
  if (job === undefined) return { state: 'ready', progress: 1 };
  const { n } = db.get<{ n: number }>(ENTERED, collection, job.up_to)!;
  // 1 is for what is ready.
  return { state: 'building', progress: records === 0 ? 0 : Math.min(n / records, 0.99) };
}
