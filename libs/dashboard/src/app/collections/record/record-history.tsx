import type { RecordVersion } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { Badge } from '@kit/badge';
import { Button } from '@kit/button';
import { Answer, Empty } from '@kit/states';
import { Time } from '@kit/time';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { recordKey, recordPath, recordsKey } from '../../api/records';
import { Actor } from '../../users/user-name';
import { VersionDifference } from './version-difference';

interface Props {
  collection: string;
  id: string;
  /** Whether versions are kept from now on. */
  kept: boolean;
}

const PAGE = 50;

/** Every version of a record: who, when, what changed; one press brings an old one back. */
export function RecordHistory({ collection, id, kept }: Props) {
  const [chosen, setChosen] = useState<number>();
  const versions = useInfiniteQuery({
    queryKey: [...recordKey(collection, id), 'history'],
    queryFn: ({ pageParam, signal }) =>
      api.get<{ items: RecordVersion[]; total: number }>(
        `${recordPath(collection, id)}/history`,
        { limit: PAGE, offset: pageParam || undefined },
        signal,
      ),
    initialPageParam: 0,
    getNextPageParam: ({ total }, pages) =>
      pages.length * PAGE < total ? pages.length * PAGE : undefined,
  });
  return (
    <Answer of={versions}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        if (items.length === 0) return <NoHistory collection={collection} kept={kept} />;
        return (
          <>
            <ol className="space-y-2">
              {items.map(({ version, at, actor }, index) => (
                <li key={version} className="border-line rounded-[8px] border">
                  <button
                    type="button"
                    aria-expanded={chosen === version}
                    onClick={() => setChosen(chosen === version ? undefined : version)}
                    className="hover:bg-hover flex w-full flex-wrap items-center gap-x-4 gap-y-1 rounded-[8px] px-4 py-2 text-left"
                  >
                    <strong>Version {version}</strong>
                    {index === 0 && <Badge tone="data">newest</Badge>}
                    <Time at={at} exact />
                    <span className="min-w-0 truncate">
                      <Actor actor={actor} plain />
                    </span>
                  </button>
                  {chosen === version && (
                    <VersionDifference
                      path={recordPath(collection, id)}
                      cacheKey={recordsKey(collection)}
                      version={version}
                      before={items[index + 1]?.version}
                      newest={items[0]!.version}
                    />
                  )}
                </li>
              ))}
            </ol>
            {versions.hasNextPage && (
              <Button
                small
                className="mt-3"
                busy={versions.isFetchingNextPage}
                onClick={() => void versions.fetchNextPage()}
              >
                Show older versions
              </Button>
            )}
          </>
        );
      }}
    </Answer>
  );
}

function NoHistory({ collection, kept }: Pick<Props, 'collection' | 'kept'>) {
  if (kept) return <Empty title="No history yet">It is kept from the next change on.</Empty>;
  return (
    <Empty
      title="The history is not kept"
      action={
        <Link
          to="/data/$collection"
          params={{ collection }}
          search={{ tab: 'schema' }}
          className="link"
        >
          Schema of {collection}
        </Link>
      }
    >
      Turn it on in the schema of the collection: every version from then on is kept.
    </Empty>
  );
}
