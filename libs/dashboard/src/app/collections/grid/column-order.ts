import type { GridColumn } from './columns';

/** The columns as text, with one moved by some places; undefined when it cannot go there. */
export function movedColumns(
  columns: readonly GridColumn[],
  key: string,
  by: number,
): string | undefined {
  const keys = columns.map((column) => column.key);
  const from = keys.indexOf(key);
  const to = from + by;
  if (from === -1 || by === 0 || to < 0 || to >= keys.length) return undefined;
  keys.splice(to, 0, ...keys.splice(from, 1));
  return keys.join(',');
}
