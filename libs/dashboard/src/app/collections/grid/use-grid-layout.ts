import { keep, kept } from '@kit/kept';
import { useState } from 'react';

/** Which columns of a collection are shown, in which order and how wide, as this browser keeps it. */
export interface GridLayout {
  /** `data.name,createdAt`; undefined: the usual ones. */
  columns?: string | undefined;
  /** In pixels, by column. What is not named shares the room that is left. */
  widths: Readonly<Record<string, number>>;
}

export const NARROWEST = 64;
export const WIDEST = 800;
const nameOf = (collection: string): string => `grid:${collection}`;

/** The layout of a collection's grid; it outlives the visit, until the operator signs out. */
export function useGridLayout(collection: string) {
  const [layout, setLayout] = useState(() => read(collection));
  const change = (part: Partial<GridLayout>) =>
    setLayout((now) => {
      const next = { ...now, ...part };
      keep(nameOf(collection), next);
      return next;
    });
  return {
    layout,
    setColumns: (columns: string | undefined) => change({ columns }),
    setWidth: (key: string, width: number | undefined) => {
      const { [key]: _, ...others } = layout.widths;
      change({ widths: width === undefined ? others : { ...others, [key]: bounded(width) } });
    },
    reset: () => change({ columns: undefined, widths: {} }),
  };
}

export const bounded = (width: number): number =>
  Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));

/** What is kept may be of another time or made up: only what fits is taken. */
function read(collection: string): GridLayout {
  const { columns, widths } = Object(kept(nameOf(collection))) as Record<string, unknown>;
  const fitting = Object.entries(Object(widths) as object).filter(
    ([, width]) => typeof width === 'number' && width === bounded(width),
  );
  return {
    ...(typeof columns === 'string' && { columns }),
    widths: Object.fromEntries(fitting) as Record<string, number>,
  };
}
