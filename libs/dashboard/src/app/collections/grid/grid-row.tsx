import type { RecordView } from '@appbase-pfe/types';
import { moment } from '@kit/format';
import { classes } from '@kit/style/classes';
import type { CSSProperties } from 'react';
import { type GridColumn, cellText, valueAt } from './columns';

interface Props {
  id: string;
  index: number;
  record: RecordView | undefined;
  columns: readonly GridColumn[];
  selected: boolean;
  /** The index of the column whose cell has the keyboard. */
  activeCell: number | undefined;
  onToggle: () => void;
  onOpen: () => void;
  linkOf: (column: GridColumn, value: unknown) => string | undefined;
  className: string;
  style: CSSProperties;
}

/** One record of the grid; until it has been read, its shape. */
export function GridRow(props: Props) {
  const { record, columns, selected, onToggle, onOpen, linkOf } = props;
  return (
    <div
      role="row"
      id={props.id}
      aria-rowindex={props.index + 2}
      aria-selected={selected}
      style={props.style}
      className={classes(
        'border-line absolute inset-x-0 grid items-center border-b',
        selected ? 'bg-data-soft' : 'hover:bg-hover/60',
        props.className,
      )}
    >
      <div role="gridcell" className="flex justify-center">
        <input
          type="checkbox"
          tabIndex={-1}
          disabled={record === undefined}
          aria-label={`Select ${record?.id ?? ''}`}
          checked={selected}
          onChange={onToggle}
          className="accent-data size-4"
        />
      </div>
      <div role="gridcell" className="min-w-0 px-3">
        {record ? (
          <button
            type="button"
            tabIndex={-1}
            onClick={onOpen}
            title={record.id}
            className="link block max-w-full truncate font-mono text-[13px]"
          >
            {record.id}
          </button>
        ) : (
          <span className="bg-hover block h-3 w-24 rounded-full" />
        )}
      </div>
      {columns.map((column, at) => (
        <Cell
          key={column.key}
          id={`${props.id}-${at}`}
          active={at === props.activeCell}
          record={record}
          column={column}
          linkOf={linkOf}
          onOpen={onOpen}
        />
      ))}
    </div>
  );
}

type CellProps = Pick<Props, 'id' | 'record' | 'linkOf' | 'onOpen'> & {
  column: GridColumn;
  active: boolean;
};

function Cell({ id, active, record, column, linkOf, onOpen }: CellProps) {
  const value = record && valueAt(record, column);
  const text =
    typeof value === 'string' && column.own && column.key.endsWith('At')
      ? moment(value)
      : cellText(value);
  const href = linkOf(column, value);
  return (
    <div
      role="gridcell"
      id={id}
      title={text}
      onDoubleClick={onOpen}
      className={classes(
        'truncate px-3 leading-10',
        active && 'group-focus-visible:outline-2 -outline-offset-2 outline-data',
        typeof value === 'number' && 'tabular',
        (column.own || typeof value === 'object') && 'text-muted',
      )}
    >
      {record &&
        (href ? (
          <a href={href} tabIndex={-1} className="link">
            {text}
          </a>
        ) : (
          text
        ))}
    </div>
  );
}
