import type { CollectionSettings } from '../../api/collection-settings';
import type { CollectionView } from '../../api/views';
import { type JsonSchema, isEmpty } from './schema-model';

export type OnDelete = 'restrict' | 'clear' | 'cascade';

export interface UniqueRow {
  fields: string[];
  scope: 'owner' | 'collection';
}

export interface RelationRow {
  field: string;
  collection: string;
  onDelete: OnDelete;
}

/** What the schema tab edits, every default written out. */
export interface Draft {
  schema: JsonSchema;
  unique: UniqueRow[];
  relations: RelationRow[];
  search: string[];
  history: boolean;
}

export const draftOf = (view: CollectionView): Draft => ({
  schema: (view.schema as JsonSchema | undefined) ?? {},
  unique: (view.unique ?? []).map((one) =>
    Array.isArray(one)
      ? { fields: one, scope: 'owner' }
      : { fields: one.fields, scope: one.scope ?? 'owner' },
  ),
  relations: Object.entries(view.relations ?? {}).map(([field, relation]) => ({
    field,
    collection: relation.collection,
    onDelete: relation.onDelete ?? 'restrict',
  })),
  search: view.search ?? [],
  history: view.history ?? false,
});

/** The draft as the route takes it; what says nothing is left out. */
export const settingsOf = (draft: Draft): CollectionSettings =>
  ({
    schema: isEmpty(draft.schema) ? undefined : draft.schema,
    unique: draft.unique.length === 0 ? undefined : draft.unique,
    relations:
      draft.relations.length === 0
        ? undefined
        : Object.fromEntries(
            draft.relations.map(({ field, collection, onDelete }) => [
              field,
              { collection, onDelete },
            ]),
          ),
    search: draft.search.length === 0 ? undefined : draft.search,
    history: draft.history || undefined,
  }) as CollectionSettings;
