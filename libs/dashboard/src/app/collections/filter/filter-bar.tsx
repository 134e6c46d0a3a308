import { Button } from '@kit/button';
import { Braces, ListFilter, X } from 'lucide-react';
import { useState } from 'react';
import { FilterBuilder } from './filter-builder';
import { FilterEditor } from './filter-editor';
import { conditionsOf, parseFilter } from './filter-model';

interface Props {
  filter: string | undefined;
  fields: readonly string[];
  onFilter: (filter: string | undefined) => void;
}

/** The filter of a grid, as lines or as text: two views of the same thing. */
export function FilterBar({ filter, fields, onFilter }: Props) {
  const conditions = conditionsOf(parseFilter(filter ?? '').filter);
  const [view, setView] = useState<'closed' | 'lines' | 'text'>('closed');
  const shown = view === 'lines' && conditions === undefined ? 'text' : view;
  return (
    <div className="min-w-0">
      <div className="flex flex-wrap items-center gap-2">
        <Button
          small
          aria-expanded={shown !== 'closed'}
          icon={<ListFilter aria-hidden="true" className="size-4" />}
          onClick={() => setView(shown === 'closed' ? 'lines' : 'closed')}
        >
          {filter ? 'Filtered' : 'Filter'}
        </Button>
        {filter && (
          <>
            <code className="bg-data-soft text-data max-w-72 truncate rounded-[6px] px-2 py-1 text-sm">
              {filter}
            </code>
            <Button
              small
              look="quiet"
              aria-label="Clear filter"
              icon={<X className="size-4" />}
              onClick={() => onFilter(undefined)}
            />
          </>
        )}
      </div>
      {shown !== 'closed' && (
        <div className="card mt-3 p-4">
          {shown === 'lines' ? (
            <FilterBuilder
              key={filter}
              conditions={conditions ?? []}
              fields={fields}
              onFilter={onFilter}
            />
          ) : (
            <FilterEditor key={filter} filter={filter ?? ''} onFilter={onFilter} />
          )}
          <div className="border-line mt-4 border-t pt-3">
            <Button
              small
              look="quiet"
              icon={<Braces aria-hidden="true" className="size-4" />}
              blocked={
                shown === 'text' && conditions === undefined
                  ? 'This filter is richer than the lines can show'
                  : undefined
              }
              onClick={() => setView(shown === 'lines' ? 'text' : 'lines')}
            >
              {shown === 'lines' ? 'Edit as text' : 'Edit as lines'}
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}
