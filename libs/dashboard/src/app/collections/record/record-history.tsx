import type { RecordVersion, RecordVersionWithData } from '@appbase-pfe/types';
import { useMay } from '@kit/api/use-may';
import { api } from '@kit/api/client';
import { useChange } from '@kit/api/use-change';
import { Button } from '@kit/button';
import { DiffView } from '@kit/code/diff-view';
import { Answer, Empty } from '@kit/states';
import { Time } from '@kit/time';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { recordPath, recordsKey } from '../../api/records';
import { pretty } from './record-text';

/** Every version of a record: who, when, what changed; one press brings an old one back. */
export function RecordHistory({ collection, id }: { collection: string; id: string }) {
  const [chosen, setChosen] = useState<number>();
  const versions = useQuery({
    queryKey: [...recordsKey(collection), 'one', id, 'history'],
    queryFn: ({ signal }) =>
      api.get<{ items: RecordVersion[] }>(
        `${recordPath(collection, id)}/history`,
        { limit: 100 },
        signal,
      ),
  });
  return (
    <Answer of={versions}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title="No history yet">It is kept from the next change on.</Empty>
        ) : (
          <ol className="space-y-2">
            {items.map(({ version, at, actor }) => (
              <li key={version} className="border-line rounded-[8px] border">
                <button
                  type="button"
                  aria-expanded={chosen === version}
                  onClick={() => setChosen(chosen === version ? undefined : version)}
                  className="hover:bg-hover flex w-full flex-wrap items-center gap-x-4 gap-y-1 rounded-[8px] px-4 py-2 text-left"
                >
                  <strong>Version {version}</strong>
                  <Time at={at} exact />
                  <span className="text-muted min-w-0 truncate">{actor}</span>
                </button>
                {chosen === version && (
                  <Difference collection={collection} id={id} version={version} />
                )}
              </li>
            ))}
          </ol>
        )
      }
    </Answer>
  );
}

function Difference({
  collection,
  id,
  version,
}: {
  collection: string;
  id: string;
  version: number;
}) {
  const may = useMay();
  const of = (n: number) => ({
    queryKey: [...recordsKey(collection), 'one', id, 'history', n],
    queryFn: () => api.get<RecordVersionWithData>(`${recordPath(collection, id)}/history/${n}`),
    enabled: n > 0,
  });
  const after = useQuery(of(version));
  const before = useQuery(of(version - 1));
  const restore = useChange(
    () => api.post(`${recordPath(collection, id)}/history/${version}/restore`),
    {
      refresh: [[...recordsKey(collection)]],
      done: `Version ${version} is back`,
    },
  );
  return (
    <div className="space-y-3 px-4 pb-4">
      <Answer of={after}>
        {({ data }) => (
          <>
            <DiffView
              label={`What version ${version} changed`}
              before={before.data?.data ? pretty(before.data.data) : ''}
              after={pretty(data)}
            />
            <Button
              small
              blocked={may.write}
              busy={restore.isPending}
              onClick={() => restore.mutate(undefined)}
            >
              Restore this version
            </Button>
          </>
        )}
      </Answer>
    </div>
  );
}
