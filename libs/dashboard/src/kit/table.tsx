import type { ReactNode } from 'react';
import { classes } from './style/classes';

export interface Column<T> {
  title: string;
  cell: (row: T) => ReactNode;
  /** Shown only where there is room. */
  wide?: boolean;
  number?: boolean;
  /** The column of actions: its title is for screen readers only. */
  silent?: boolean;
}

interface Props<T> {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
}

/** A short list as a table; narrow screens leave out what is marked `wide`. */
export function Table<T>({ label, columns, rows, keyOf }: Props<T>) {
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={label}>
      <table className="w-full text-left text-[15px]">
        <thead>
          <tr className="border-line border-b">
            {columns.map((column) => (
              <th key={column.title} scope="col" className={cellClass(column, true)}>
                {column.silent ? <span className="sr-only">{column.title}</span> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} className="border-line hover:bg-hover/50 border-b last:border-b-0">
              {columns.map((column) => (
                <td key={column.title} className={cellClass(column, false)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const cellClass = <T,>(column: Column<T>, head: boolean) =>
  classes(
    'px-3 py-2.5 align-middle first:pl-5 last:pr-5 sm:px-5',
    head && 'text-muted text-sm font-semibold whitespace-nowrap',
    column.wide && 'hidden lg:table-cell',
    column.number && 'tabular text-right whitespace-nowrap',
    column.silent && 'text-right whitespace-nowrap',
  );
