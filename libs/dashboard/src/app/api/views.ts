import type { Access } from '@appbase-pfe/types';

export interface IndexDefinition {
  fields: string[];
  sort?: string | undefined;
}
/** An index of a collection, with how far it is: `progress` from 0 to 1. */
export interface IndexView extends IndexDefinition {
  state: 'building' | 'ready';
  progress: number;
}

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
