import type { RecordView } from '@appbase-pfe/types';
import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { counted } from '@kit/format';
import { Menu, MenuItem } from '@kit/overlay/menu';
import { SearchBox } from '@kit/search-box';
import { Empty, ErrorState, Loading } from '@kit/states';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Download, Plus, Upload } from 'lucide-react';
import { Suspense, lazy, useCallback, useMemo, useState } from 'react';
import type { CollectionView } from '../api/views';
import { BulkBar } from './bulk/bulk-bar';
import { ExportDialog } from './bulk/export-dialog';
import { FilterBar } from './filter/filter-bar';
import { type GridColumn, columnsOf, shownColumns } from './grid/columns';
import { movedColumns } from './grid/column-order';
import { ColumnsMenu } from './grid/columns-menu';
import { RecordGrid } from './grid/record-grid';
import { NOTHING, type Selection } from './grid/selection';
import { nextSort } from './grid/sorting';
import { useGridLayout } from './grid/use-grid-layout';
import { useRecordPages } from './grid/use-record-pages';
import type { CollectionSearch } from './search';

const RecordPanel = lazy(async () => ({
  default: (await import('./record/record-panel')).RecordPanel,
}));
const NewRecord = lazy(async () => ({ default: (await import('./record/new-record')).NewRecord }));
const ImportDialog = lazy(() => import('./import/import-dialog'));

/** The records of a collection in a grid, with everything that can be done to them. */
export function RecordsTab({ collection }: { collection: CollectionView }) {
  const { name } = collection;
  const may = useMay();
  const search = useSearch({ from: '/gate/data/$collection' });
  const navigate = useNavigate({ from: '/data/$collection' });
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [open, setOpen] = useState<'new' | 'import' | 'json' | 'csv'>();
  const searched = (collection.search?.length ?? 0) > 0;
  const query = {
    filter: search.filter,
    sort: search.sort,
    ...(searched && { search: search.search }),
  };
  const pages = useRecordPages(name, query, { from: 0, to: 0 });
  const all = useMemo(
    () => columnsOf(pages.first, collection.schema),
    [pages.first, collection.schema],
  );
  const { layout, setColumns, setWidth, reset } = useGridLayout(name);
  const shown = shownColumns(all, search.columns ?? layout.columns);
  const change = (part: CollectionSearch, replace = true) =>
    void navigate({ search: (now) => ({ ...now, ...part }), replace });
  const filterBy = (filter: string | undefined) => {
    setSelection(NOTHING);
    change({ filter });
  };
  const showColumns = (columns: string | undefined) => {
    setColumns(columns);
    change({ columns });
  };
  const find = useCallback(
    (words: string) => {
      setSelection(NOTHING);
      void navigate({ search: (now) => ({ ...now, search: words || undefined }), replace: true });
    },
    [navigate],
  );
  const fields = all.filter(({ own }) => !own).map(({ title }) => title);
  const close = () => setOpen(undefined);
  const { total } = pages;
  const narrowed = search.filter !== undefined || query.search !== undefined;

  return (
    <>
      <div className="mb-3 flex flex-wrap items-start gap-3">
        <div className="min-w-0 flex-1 basis-64">
          <FilterBar filter={search.filter} fields={fields} onFilter={filterBy} />
        </div>
        {searched && (
          <div className="w-full max-w-72 max-sm:max-w-none">
            <SearchBox
              label={`Search ${collection.search!.join(', ')}`}
              value={search.search ?? ''}
              onValue={find}
            />
          </div>
        )}
        <div className="flex flex-wrap items-center gap-2 max-sm:w-full">
          {total !== undefined && (
            <span className="text-muted tabular mr-auto text-sm sm:mr-1">
              {counted(total, 'record')}
            </span>
          )}
          <ColumnsMenu
            all={all}
            shown={shown}
            onColumns={showColumns}
            onReset={() => {
              reset();
              change({ columns: undefined });
            }}
          />
          <Menu
            button={
              <Button small icon={<Download aria-hidden="true" className="size-4" />}>
                <span className="max-sm:sr-only">Export</span>
              </Button>
            }
          >
            <MenuItem onSelect={() => setOpen('json')}>As JSON</MenuItem>
            <MenuItem onSelect={() => setOpen('csv')}>As CSV</MenuItem>
          </Menu>
          <Button
            small
            icon={<Upload aria-hidden="true" className="size-4" />}
            blocked={may.write}
            onClick={() => setOpen('import')}
          >
            <span className="max-sm:sr-only">Import</span>
          </Button>
          <Button
            small
            look="primary"
            icon={<Plus aria-hidden="true" className="size-4" />}
            blocked={may.write}
            onClick={() => setOpen('new')}
          >
            New record
          </Button>
        </div>
      </div>
      <BulkBar
        collection={name}
        query={query}
        total={total ?? 0}
        selection={selection}
        onSelection={setSelection}
      />
      {pages.error ? (
        <ErrorState error={pages.error} retry={pages.retry} />
      ) : total === undefined ? (
        <Loading lines={10} />
      ) : total === 0 ? (
        <div className="card">
          <Empty title={narrowed ? 'Nothing matches' : 'No records yet'}>
            {narrowed
              ? 'Change or clear the filter or the search to see more.'
              : 'Create one here, import a file, or let the app store its first.'}
          </Empty>
        </div>
      ) : (
        <RecordGrid
          collection={name}
          query={query}
          columns={shown}
          total={total}
          selection={selection}
          onSelection={setSelection}
          widths={layout.widths}
          onWidth={setWidth}
          onMove={(key, by) => {
            const columns = movedColumns(shown, key, by);
            if (columns !== undefined) showColumns(columns);
          }}
          onSort={(key, add) => change({ sort: nextSort(search.sort, key, add) })}
          onOpen={({ id }: RecordView) => change({ record: id }, false)}
          linkOf={(column, value) => relationLink(collection, column, value)}
        />
      )}
      <Suspense>
        {search.record && (
          <RecordPanel
            key={search.record}
            collection={collection}
            id={search.record}
            onClose={() => change({ record: undefined })}
            onGone={() => change({ record: undefined })}
          />
        )}
        {open === 'new' && <NewRecord collection={name} fields={fields} onClose={close} />}
        {open === 'import' && <ImportDialog collection={name} onClose={close} />}
        {(open === 'json' || open === 'csv') && (
          <ExportDialog
            collection={name}
            query={query}
            format={open}
            total={total}
            onClose={close}
          />
        )}
      </Suspense>
    </>
  );
}

/** Relations are followed by a click. */
function relationLink(
  { relations }: CollectionView,
  { key, own }: GridColumn,
  value: unknown,
): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  if (own) return key === 'ownerId' ? `#/users/${encodeURIComponent(value)}` : undefined;
  const relation = relations?.[key.slice('data.'.length)];
  if (!relation) return undefined;
  return `#/data/${encodeURIComponent(relation.collection)}?record=${encodeURIComponent(value)}`;
}
