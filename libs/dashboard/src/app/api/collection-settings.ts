import type { DeclaredCollection, IndexDefinition } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { queryClient } from '@kit/api/query-client';
import { collectionKey, collectionPath } from './collections';
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

/** What becomes of the settings that are stored now. */
export type SettingsChange = (now: CollectionSettings) => CollectionSettings;

/** Tries what `change` would make of the settings of a collection; nothing is stored. */
export const trySettings = (name: string, change: SettingsChange): Promise<DeclaredCollection> =>
  send(name, change, { dryRun: true });

let last: Promise<unknown> = Promise.resolve();

/**
 * Changes some settings of a collection and keeps the others as they are now. One change goes after
 * the other, each on what the one before has stored; what is shown is the answer, at once.
 */
export function changeSettings(
  name: string,
  change: SettingsChange,
  query: Record<string, string | boolean> = {},
): Promise<DeclaredCollection> {
  const save = async () => {
    const stored = await send(name, change, query);
    await queryClient.cancelQueries({ queryKey: collectionKey(name) });
    queryClient.setQueryData(collectionKey(name), stored);
    void queryClient.invalidateQueries({ queryKey: ['collections'] });
    return stored;
  };
  const saved = last.then(save);
  last = saved.catch(() => undefined);
  return saved;
}

async function send(
  name: string,
  change: SettingsChange,
  query: Record<string, string | boolean>,
): Promise<DeclaredCollection> {
  const settings = settingsOf(await api.get<CollectionView>(collectionPath(name)));
  const next = Object.fromEntries(
    Object.entries({ ...settings, ...change(settings) }).filter(([, value]) => value !== undefined),
  );
  return api.put<DeclaredCollection>(collectionPath(name), next, { query });
}

/** What is declared about a collection, as it was declared. */
export function settingsOf(view: CollectionView): CollectionSettings {
  const found: Record<string, unknown> = {};
  for (const name of SETTINGS) if (view[name] !== undefined) found[name] = view[name];
  if (view.indexes) found['indexes'] = view.indexes.map(definitionOf);
  return found as CollectionSettings;
}
