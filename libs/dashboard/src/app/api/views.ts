import type {
  Access,
  IndexView,
  RelationDefinition,
  UniqueDefinition,
  UpkeepView,
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
  /** How far what is kept in step with the records is with those that were there before. */
  upkeep?: UpkeepView[];
}
