import type { RecordVersionWithData } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { useChange } from '@kit/api/use-change';
import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { DiffView } from '@kit/code/diff-view';
import { Answer } from '@kit/states';
import { type QueryKey, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { pretty } from './record-text';

interface Props {
  /** The path of the record. */
  path: string;
  /** Under which the collection's records are kept; read again after a restore. */
  cacheKey: QueryKey;
  version: number;
  /** The version before it, if one was kept. */
  before: number | undefined;
  newest: number;
}

/** What a version changed, and how it differs from the newest; brings it back. */
export function VersionDifference({ path, cacheKey, version, before, newest }: Props) {
  const may = useMay();
  const [against, setAgainst] = useState<'before' | 'newest'>('before');
  const other = against === 'before' ? before : newest;
  const of = (n: number | undefined) => ({
    queryKey: [...cacheKey, 'version', path, n],
    queryFn: () => api.get<RecordVersionWithData>(`${path}/history/${n}`),
    enabled: n !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const shown = useQuery(of(version));
  const compared = useQuery(of(other));
  const restore = useChange(() => api.post(`${path}/history/${version}/restore`), {
    refresh: [cacheKey],
    done: `Version ${version} is back, as a new version`,
  });
  const isNewest = version === newest;
  // Until the other side is here, everything would look new.
  const both = other !== undefined && compared.data === undefined ? compared : shown;
  return (
    <div className="space-y-3 px-4 pt-3 pb-4">
      {!isNewest && (
        <div role="group" aria-label="Compare with" className="flex flex-wrap gap-1">
          {(
            [
              ['before', 'What it changed'],
              ['newest', 'Against the newest'],
            ] as const
          ).map(([value, title]) => (
            <Button
              key={value}
              small
              look={against === value ? 'plain' : 'quiet'}
              aria-pressed={against === value}
              onClick={() => setAgainst(value)}
            >
              {title}
            </Button>
          ))}
        </div>
      )}
      <Answer of={both}>
        {() => {
          const [data, base] = [pretty(shown.data?.data), pretty(compared.data?.data)];
          return (
            <>
              {against === 'before' && before === undefined && version > 1 && (
                <p className="text-muted text-sm">What was before this version was not kept.</p>
              )}
              <DiffView
                label={
                  against === 'before'
                    ? `What version ${version} changed`
                    : `What restoring version ${version} changes`
                }
                before={other === undefined ? '' : base}
                after={data}
              />
            </>
          );
        }}
      </Answer>
      <Button
        small
        blocked={may.write ?? (isNewest ? 'The record is like this now' : undefined)}
        busy={restore.isPending}
        onClick={() => restore.mutate(undefined)}
      >
        Restore this version
      </Button>
    </div>
  );
}
