import type { Access, IndexView } from '@appbase-pfe/types';

/** A collection with its settings and how much it holds. */
export interface CollectionView {
  name: string;
  records?: number;
  access?: Access;
  schema?: unknown;
  unique?: unknown[];
  indexes?: IndexView[];
  relations?: Record<string, { collection: string; onDelete?: string }>;
  search?: string[];
  history?: boolean;
}
