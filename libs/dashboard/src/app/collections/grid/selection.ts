/** Which records are chosen: some by id, or all that match the filter. */
export interface Selection {
  all: boolean;
  ids: ReadonlySet<string>;
}

export const NOTHING: Selection = { all: false, ids: new Set() };
export const EVERYTHING: Selection = { all: true, ids: new Set() };

export const isSelected = ({ all, ids }: Selection, id: string): boolean => all || ids.has(id);

/** The selection with one record more or less. From "all" it begins anew. */
export function toggled({ all, ids }: Selection, id: string): Selection {
  const next = new Set(all ? [] : ids);
  if (!next.delete(id)) next.add(id);
  return { all: false, ids: next };
}
