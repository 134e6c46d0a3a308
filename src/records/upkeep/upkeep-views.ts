import type { UpkeepView } from '@appbase-pfe/types';
import type { Connection } from '../../database/connection.js';
import type { Declarations } from './declarations.js';

/** How far everything is that is declared about a collection, but for its indexes. */
export function upkeepViews(
  declarations: Declarations,
  db: Connection,
  collection: string,
  records: number,
): UpkeepView[] {
  return declarations
    .progress(db, 'search', collection, records)
    .map(({ definition, state, progress }) => ({
      kind: 'search',
      fields: JSON.parse(definition) as string[],
      state,
      progress,
    }));
}
