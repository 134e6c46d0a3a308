import type { RecordView } from '@appbase-pfe/types';
import { useQueries, useQuery } from '@tanstack/react-query';
import { type RecordQuery, listRecords, recordsKey } from '../../api/records';

export const PAGE = 100;

export interface RecordPages {
  /** How many match; undefined until it is known. */
  total: number | undefined;
  error: unknown;
  retry: () => void;
  at: (index: number) => RecordView | undefined;
  /** The records of the first page, from which columns are found. */
  first: readonly RecordView[];
}

/** The records between two rows of a long list: only the pages that are looked at are read. */
export function useRecordPages(
  collection: string,
  query: RecordQuery,
  range: { from: number; to: number },
): RecordPages {
  const key = [...recordsKey(collection), query] as const;
  const first = useQuery({
    queryKey: [...key, 0] as const,
    queryFn: ({ signal }) => listRecords(collection, { ...query, limit: PAGE, offset: 0 }, signal),
    // Sorted anew they are the same records: the grid stays, and with it the focus on its head.
    placeholderData: (now, before) => (isSameList(before?.queryKey, key) ? now : undefined),
  });
  const wanted = pagesBetween(range.from, range.to).filter((page) => page > 0);
  const others = useQueries({
    queries: wanted.map((page) => ({
      queryKey: [...key, page],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        listRecords(
          collection,
          { ...query, limit: PAGE, offset: page * PAGE, total: false },
          signal,
        ),
    })),
  });
  const read = new Map(others.map((other, index) => [wanted[index], other.data?.items]));
  read.set(0, first.data?.items);
  return {
    total: first.data?.total,
    error: first.error ?? others.find((other) => other.error)?.error,
    retry: () => void first.refetch(),
    at: (index) => read.get(Math.floor(index / PAGE))?.[index % PAGE],
    first: first.data?.items ?? [],
  };
}

type Key = readonly [...ReturnType<typeof recordsKey>, RecordQuery, ...unknown[]];

const isSameList = (one: Key | undefined, other: Key): boolean =>
  one?.[1] === other[1] && one[2].filter === other[2].filter && one[2].search === other[2].search;

function pagesBetween(from: number, to: number): number[] {
  const pages = [];
  for (let page = Math.floor(from / PAGE); page <= Math.floor(to / PAGE); page++) pages.push(page);
  return pages;
}
