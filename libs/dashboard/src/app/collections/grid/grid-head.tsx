import { ArrowDown, ArrowUp } from 'lucide-react';
import type { GridColumn } from './columns';
import { sortParts } from './sorting';

interface Props {
  columns: readonly GridColumn[];
  template: string;
  sort: string | undefined;
  allSelected: boolean;
  onSelectAll: () => void;
  onSort: (key: string, add: boolean) => void;
}

/** The titles of the columns; pressing one sorts by it, with Shift by it as well. */
export function GridHead({ columns, template, sort, allSelected, onSelectAll, onSort }: Props) {
  const parts = sortParts(sort);
  return (
    <div role="rowgroup" className="bg-sunken border-line sticky top-0 z-10 border-b">
      <div
        role="row"
        aria-rowindex={1}
        className="grid h-10 items-center"
        style={{ gridTemplateColumns: template }}
      >
        <div role="columnheader" className="flex justify-center">
          <input
            type="checkbox"
            aria-label="Select all that match"
            checked={allSelected}
            onChange={onSelectAll}
            className="accent-data size-4"
          />
        </div>
        <div role="columnheader" className="text-muted px-3 text-sm font-semibold">
          id
        </div>
        {columns.map(({ key, title }) => {
          const part = parts.find((candidate) => candidate.key === key);
          const Arrow = part?.descending ? ArrowDown : ArrowUp;
          return (
            <div
              key={key}
              role="columnheader"
              aria-sort={part ? (part.descending ? 'descending' : 'ascending') : 'none'}
              className="min-w-0"
            >
              <button
                type="button"
                title="Sort (with Shift: as well)"
                onClick={(event) => onSort(key, event.shiftKey)}
                className="text-muted hover:text-ink flex h-10 w-full items-center gap-1 px-3 text-sm font-semibold -outline-offset-2"
              >
                <span className="truncate">{title}</span>
                {part && <Arrow aria-hidden="true" className="text-data size-4 shrink-0" />}
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}
