export interface SortPart {
  key: string;
  descending: boolean;
}

/** `-data.n,createdAt` as parts. */
export const sortParts = (sort: string | undefined): SortPart[] =>
  (sort ?? '')
    .split(',')
    .filter(Boolean)
    .map((part) => ({ key: part.replace(/^-/, ''), descending: part.startsWith('-') }));

const textOf = (parts: readonly SortPart[]): string | undefined =>
  parts.map(({ key, descending }) => (descending ? `-${key}` : key)).join(',') || undefined;

/** The sort after a press on a column: up, down, off. `add` keeps the other columns. */
export function nextSort(sort: string | undefined, key: string, add: boolean): string | undefined {
  const parts = sortParts(sort);
  const now = parts.find((part) => part.key === key);
  const others = add ? parts.filter((part) => part.key !== key) : [];
  if (now?.descending) return textOf(others);
  return textOf([...others, { key, descending: now !== undefined }]);
}
