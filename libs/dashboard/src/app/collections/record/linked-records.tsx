import type { RecordView, RelationDefinition } from '@appbase-pfe/types';
import { ApiError } from '@kit/api/api-error';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { getRecord, recordsKey } from '../../api/records';
import { fieldAt } from '../grid/columns';

interface Props {
  relations: Record<string, RelationDefinition>;
  record: RecordView;
}

/** The records of other collections to which this one points, each a link. */
export function LinkedRecords({ relations, record }: Props) {
  const links = Object.entries(relations).flatMap(([field, { collection }]) => {
    const id = fieldAt(record.data, field);
    return typeof id === 'string' && id !== '' ? [{ field, collection, id }] : [];
  });
  if (links.length === 0) return null;
  return (
    <dl
      aria-label="Linked records"
      className="border-line mb-4 grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1 rounded-[8px] border px-4 py-3"
    >
      {links.map(({ field, collection, id }) => (
        <div key={field} className="contents">
          <dt className="text-muted">{field}</dt>
          <dd className="min-w-0">
            <LinkedRecord collection={collection} id={id} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function LinkedRecord({ collection, id }: { collection: string; id: string }) {
  const target = useQuery({
    queryKey: [...recordsKey(collection), 'linked', id],
    queryFn: ({ signal }) => getRecord(collection, id, signal),
  });
  const gone = target.error instanceof ApiError && target.error.status === 404;
  return (
    <>
      <Link
        to="/data/$collection"
        params={{ collection }}
        search={{ record: id }}
        className="link wrap-anywhere"
      >
        {titleOf(target.data?.record) ?? <code className="text-[13px]">{id}</code>}
      </Link>{' '}
      <span className="text-muted text-sm">
        in {collection}
        {gone && ', is gone'}
      </span>
    </>
  );
}

/** The first short text of a record: what people would call it. */
function titleOf(record: RecordView | undefined): string | undefined {
  const texts = Object.values(record?.data ?? {}).filter((value) => typeof value === 'string');
  return texts.find((text) => text.trim() !== '' && text.length <= 80);
}
