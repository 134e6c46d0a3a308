import type { RecordView } from '@appbase-pfe/types';
import { classes } from '@kit/style/classes';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import type { RecordQuery } from '../../api/records';
import type { GridColumn } from './columns';
import { GridHead } from './grid-head';
import { GridRow } from './grid-row';
import { EVERYTHING, NOTHING, type Selection, isSelected, toggled } from './selection';
import { useRecordPages } from './use-record-pages';

const ROW = 40;
/** Browsers cannot make an element much taller; a filter reaches what lies below. */
const MOST_ROWS = 400_000;

interface Props {
  collection: string;
  query: RecordQuery;
  columns: readonly GridColumn[];
  total: number;
  selection: Selection;
  onSelection: (selection: Selection) => void;
  onSort: (key: string, add: boolean) => void;
  onOpen: (record: RecordView) => void;
  /** Where a value points to, for fields that are relations. */
  linkOf: (column: GridColumn, value: unknown) => string | undefined;
}

/** Any number of records in a grid: only what is seen is read and drawn. */
export function RecordGrid(props: Props) {
  const { collection, query, columns, selection, onSelection } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
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
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const step = STEPS[event.key];
    const record = pages.at(active);
    if (step) move(step(active, rows));
    else if (event.key === 'Enter' && record) props.onOpen(record);
    else if (event.key === ' ' && record) onSelection(toggled(selection, record.id));
    else return;
    event.preventDefault();
  };

  const template = `2.75rem 11rem ${columns.map(() => 'minmax(9.5rem, 1fr)').join(' ')}`;
  const width = { minWidth: `${13.75 + columns.length * 9.5}rem` };
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={`Records of ${collection}`}
      aria-rowcount={props.total + 1}
      aria-colcount={columns.length + 2}
      aria-multiselectable="true"
      aria-activedescendant={rows > 0 ? `${id}-${active}` : undefined}
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
          onSort={props.onSort}
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
                linkOf={props.linkOf}
                selected={record !== undefined && isSelected(selection, record.id)}
                onToggle={() => record && onSelection(toggled(selection, record.id))}
                onOpen={() => record && props.onOpen(record)}
                className={classes(
                  item.index === active &&
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
