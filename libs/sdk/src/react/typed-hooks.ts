import type {
  AggregateQuery,
  AppBase,
  AppSchema,
  CollectionOf,
  DataOf,
  ExpandedOf,
  ExpandPath,
  LiveListQuery,
  Measure,
} from '../index.js';
import { useAppBase } from './provider.js';
import { useAggregate, type UseAggregate } from './use-aggregate.js';
import { useCollection, type UseCollection, useRecord, type UseRecord } from './use-collection.js';
import { useHistory, type UseHistory } from './use-history.js';

/** The hooks of an app whose collections are known. */
export interface TypedHooks<S extends AppSchema> {
  useAppBase(): AppBase<S>;
  useCollection<Name extends CollectionOf<S>>(
    name: Name,
    query?: LiveListQuery<ExpandPath<ExpandedOf<S, Name>>>,
  ): UseCollection<DataOf<S, Name>, ExpandedOf<S, Name>>;
  useRecord<Name extends CollectionOf<S>>(
    name: Name,
    id: string | undefined,
    options?: {
      expand?: ExpandPath<ExpandedOf<S, Name>> | ExpandPath<ExpandedOf<S, Name>>[];
    },
  ): UseRecord<DataOf<S, Name>, ExpandedOf<S, Name>>;
  useHistory(
    name: CollectionOf<S>,
    id: string | undefined,
    paging?: { limit?: number; offset?: number },
  ): UseHistory;
  useAggregate<
    Name extends CollectionOf<S>,
    const Measures extends Record<string, Measure>,
    const Field extends string = never,
  >(
    name: Name,
    query: AggregateQuery<Measures, Field>,
  ): UseAggregate<DataOf<S, Name>, Measures, Field>;
}

/**
 * The same hooks with the types that the app writes about itself:
 * `export const { useCollection } = typedHooks<Schema>()`.
 */
export const typedHooks = <S extends AppSchema>(): TypedHooks<S> =>
  ({ useAppBase, useCollection, useRecord, useHistory, useAggregate }) as unknown as TypedHooks<S>;
