import type { IndexDefinition } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { collectionPath } from './collections';
import type { CollectionView } from './views';

/** The settings that PUT takes; it replaces all, so what is not being changed is sent along. */
const SETTINGS = [
  'access',
  'schema',
  'unique',
  'indexes',
  'relations',
  'search',
  'history',
] as const;
export type CollectionSettings = Partial<
  Omit<Pick<CollectionView, (typeof SETTINGS)[number]>, 'indexes'>
> & { indexes?: IndexDefinition[] };

/** An index as it is declared: without how far it is. */
export const definitionOf = ({ fields, sort }: IndexDefinition): IndexDefinition =>
  sort === undefined ? { fields } : { fields, sort };

/** Changes some settings of a collection and keeps the others as they are now. */
export async function changeSettings(
  name: string,
  part: CollectionSettings,
  query: Record<string, string | boolean> = {},
): Promise<CollectionView> {
  const now = await api.get<CollectionView>(collectionPath(name));
  const settings = settingsOf(now);
  const next = Object.fromEntries(
    Object.entries({ ...settings, ...part }).filter(([, value]) => value !== undefined),
  );
  return api.put<CollectionView>(collectionPath(name), next, { query });
}

/** What is declared about a collection, as it was declared. */
export function settingsOf(view: CollectionView): CollectionSettings {
  const found: Record<string, unknown> = {};
  for (const name of SETTINGS) if (view[name] !== undefined) found[name] = view[name];
  if (view.indexes) found['indexes'] = view.indexes.map(definitionOf);
  return found as CollectionSettings;
}
