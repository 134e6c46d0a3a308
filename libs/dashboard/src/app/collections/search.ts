export const TABS = ['records', 'live', 'schema', 'access', 'indexes', 'settings', 'api'] as const;
export type Tab = (typeof TABS)[number];

/** What the address of a collection says: part, filter, order, columns, the open record. */
export interface CollectionSearch {
  tab?: Tab | undefined;
  filter?: string | undefined;
  sort?: string | undefined;
  columns?: string | undefined;
  record?: string | undefined;
  /** Words to look for. */
  search?: string | undefined;
}

const text = (value: unknown): string | undefined => {
  if (typeof value === 'string' && value !== '') return value;
  // A filter written without quotes in an address is read as an object.
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : undefined;
};

export function collectionSearch(input: Record<string, unknown>): CollectionSearch {
  const search: CollectionSearch = {};
  const tab = TABS.find((known) => known === input['tab']);
  if (tab) search.tab = tab;
  for (const name of ['filter', 'sort', 'record'] as const) {
    const value = text(input[name]);
    if (value !== undefined) search[name] = value;
  }
  if (typeof input['columns'] === 'string') search.columns = input['columns'];
  // Digits alone are read as a number.
  if (['string', 'number'].includes(typeof input['search']) && input['search'] !== '')
    search.search = String(input['search']);
  return search;
}
