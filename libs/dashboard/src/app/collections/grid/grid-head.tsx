import { ArrowDown, ArrowUp } from 'lucide-react';
import { ColumnHandle } from './column-handle';
import type { GridColumn } from './columns';
import { sortParts } from './sorting';

/** What can be done to a column. */
export interface ColumnActions {
  widths: Readonly<Record<string, number>>;
  onWidth: (key: string, width: number | undefined) => void;
  /** Puts a column some places to the right, or with a negative number to the left. */
  onMove: (key: string, by: number) => void;
  onSort: (key: string, add: boolean) => void;
}

interface Props extends ColumnActions {
  columns: readonly GridColumn[];
  template: string;
  sort: string | undefined;
  allSelected: boolean;
  onSelectAll: () => void;
}

/** The titles of the columns. */
export function GridHead({ columns, template, sort, allSelected, onSelectAll, ...actions }: Props) {
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
        {columns.map((column, index) => (
          <HeadCell key={column.key} column={column} index={index} sort={sort} {...actions} />
        ))}
      </div>
    </div>
  );
}

interface CellProps extends ColumnActions {
  column: GridColumn;
  index: number;
  sort: string | undefined;
}

const DRAGGED = 'application/x-appbase-column';

/** One title: pressing sorts, with Shift as well; dragging, or Alt with an arrow, moves the column. */
function HeadCell({ column: { key, title }, index, sort, widths, ...actions }: CellProps) {
  const part = sortParts(sort).find((candidate) => candidate.key === key);
  const Arrow = part?.descending ? ArrowDown : ArrowUp;
  return (
    <div
      role="columnheader"
      aria-sort={part ? (part.descending ? 'descending' : 'ascending') : 'none'}
      className="relative min-w-0"
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(DRAGGED)) event.preventDefault();
      }}
      onDrop={(event) => {
        const [dragged, from] = event.dataTransfer.getData(DRAGGED).split('\n');
        if (dragged && from) actions.onMove(dragged, index - Number(from));
      }}
    >
      <button
        type="button"
        draggable
        title="Sort (with Shift: as well). Drag, or Alt and an arrow key, to move the column."
        onDragStart={(event) => event.dataTransfer.setData(DRAGGED, `${key}\n${index}`)}
        onClick={(event) => actions.onSort(key, event.shiftKey)}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
          if (!event.altKey || by === undefined) return;
          event.preventDefault();
          actions.onMove(key, by);
        }}
        className="text-muted hover:text-ink flex h-10 w-full items-center gap-1 px-3 text-sm font-semibold -outline-offset-2"
      >
        <span className="truncate">{title}</span>
        {part && <Arrow aria-hidden="true" className="text-data size-4 shrink-0" />}
      </button>
      <ColumnHandle
        title={title}
        width={widths[key]}
        onWidth={(width) => actions.onWidth(key, width)}
      />
    </div>
  );
}
