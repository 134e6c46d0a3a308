import type { RecordView } from '@appbase-pfe/types';
import { classes } from '@kit/style/classes';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import type { RecordQuery } from '../../api/records';
import { type GridColumn, valueAt } from './columns';
import { type ColumnActions, GridHead } from './grid-head';
import { GridRow } from './grid-row';
import { EVERYTHING, NOTHING, type Selection, isSelected, toggled } from './selection';
import { useRecordPages } from './use-record-pages';

const ROW = 40;
/** Pixels of a column of which nothing was said. */
const USUAL = 152;
/** Browsers cannot make an element much taller; a filter reaches what lies below. */
const MOST_ROWS = 400_000;

interface Props extends ColumnActions {
  collection: string;
  query: RecordQuery;
  columns: readonly GridColumn[];
  total: number;
  selection: Selection;
  onSelection: (selection: Selection) => void;
  onOpen: (record: RecordView) => void;
  /** Where a value points to, for fields that are relations. */
  linkOf: (column: GridColumn, value: unknown) => string | undefined;
}

/** Any number of records in a grid: only what is seen is read and drawn. */
export function RecordGrid(props: Props) {
  const { collection, query, columns, widths, selection, onSelection } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  /** The column of the active cell; undefined while the whole row is active. */
  const [cell, setCell] = useState<number>();
  const rows = Math.min(props.total, MOST_ROWS);
  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    scrollPaddingStart: ROW,
  });
  const seen = virtual.getVirtualItems();
  const pages = useRecordPages(collection, query, {
    from: seen[0]?.index ?? 0,
    to: seen.at(-1)?.index ?? 0,
  });
  const id = useId();

  const move = (to: number) => {
    const next = Math.max(0, Math.min(rows - 1, to));
    setActive(next);
    virtual.scrollToIndex(next);
  };
  const toCell = (to: number | undefined) => {
    const next = to === undefined || to < 0 ? undefined : Math.min(to, columns.length - 1);
    setCell(next);
    const target = document.getElementById(`${id}-${active}-${next}`);
    target?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const step = STEPS[event.key];
    const record = pages.at(active);
    const column = cell === undefined ? undefined : columns[cell];
    const href = record && column && props.linkOf(column, valueAt(record, column));
    if (step) move(step(active, rows));
    else if (event.key === 'ArrowRight') toCell(cell === undefined ? 0 : cell + 1);
    else if (event.key === 'ArrowLeft') toCell(cell === undefined ? undefined : cell - 1);
    else if (event.key === 'Enter' && href) location.hash = href;
    else if (event.key === 'Enter' && record) props.onOpen(record);
    else if (event.key === ' ' && record) onSelection(toggled(selection, record.id));
    else return;
    event.preventDefault();
  };

  const tracks = columns.map(({ key }) => {
    const width = widths[key];
    return width === undefined ? `minmax(${USUAL}px, 1fr)` : `${width}px`;
  });
  const template = `2.75rem 11rem ${tracks.join(' ')}`;
  const least = columns.reduce((sum, { key }) => sum + (widths[key] ?? USUAL), 0);
  const width = { minWidth: `calc(13.75rem + ${least}px)` };
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={`Records of ${collection}`}
      aria-rowcount={props.total + 1}
      aria-colcount={columns.length + 2}
      aria-multiselectable="true"
      aria-activedescendant={
        rows === 0 ? undefined : cell === undefined ? `${id}-${active}` : `${id}-${active}-${cell}`
      }
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="card group max-h-[max(22rem,calc(100dvh-21rem))] overflow-auto text-[15px] -outline-offset-2"
    >
      <div role="presentation" style={width}>
        <GridHead
          columns={columns}
          template={template}
          sort={query.sort}
          allSelected={selection.all}
          onSelectAll={() => onSelection(selection.all ? NOTHING : EVERYTHING)}
          widths={widths}
          onWidth={props.onWidth}
          onMove={props.onMove}
          onSort={(key, add) => {
            move(0);
            props.onSort(key, add);
          }}
        />
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {seen.map((item) => {
            const record = pages.at(item.index);
            return (
              <GridRow
                key={item.key}
                id={`${id}-${item.index}`}
                index={item.index}
                record={record}
                columns={columns}
                activeCell={item.index === active ? cell : undefined}
                linkOf={props.linkOf}
                selected={record !== undefined && isSelected(selection, record.id)}
                onToggle={() => record && onSelection(toggled(selection, record.id))}
                onOpen={() => record && props.onOpen(record)}
                className={classes(
                  item.index === active &&
                    cell === undefined &&
                    'group-focus-visible:outline-2 -outline-offset-2 outline-data',
                )}
                style={{
                  gridTemplateColumns: template,
                  height: ROW,
                  transform: `translateY(${item.start}px)`,
                }}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

const STEPS: Record<string, (now: number, rows: number) => number> = {
  ArrowDown: (now) => now + 1,
  ArrowUp: (now) => now - 1,
  PageDown: (now) => now + 12,
  PageUp: (now) => now - 12,
  Home: () => 0,
  End: (_, rows) => rows - 1,
};
