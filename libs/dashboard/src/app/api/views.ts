import type {
  Access,
  BuildProgress,
  IndexView,
  RelationDefinition,
  UniqueDefinition,
} from '@appbase-pfe/types';

/** A collection with its settings and how much it holds. */
export interface CollectionView {
  name: string;
  records?: number;
  access?: Access;
  schema?: unknown;
  unique?: UniqueDefinition[];
  indexes?: IndexView[];
  relations?: Record<string, RelationDefinition>;
  search?: string[];
  history?: boolean;
  /** How far unique fields and relations are with the records that were there before. */
  constraints?: BuildProgress;
}
