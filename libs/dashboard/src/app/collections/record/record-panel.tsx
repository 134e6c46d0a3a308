import type { RecordView } from '@appbase-pfe/types';
import { Dialog } from '@kit/overlay/dialog';
import { Answer } from '@kit/states';
import { Tabs } from '@kit/tabs';
import { Time } from '@kit/time';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getRecord, recordsKey } from '../../api/records';
import { RecordEditor } from './record-editor';
import { RecordHistory } from './record-history';

interface Props {
  collection: string;
  id: string;
  keepsHistory: boolean;
  onClose: () => void;
  onGone: () => void;
}

/** A record beside the grid: its JSON, and what it was before. */
export function RecordPanel({ collection, id, keepsHistory, onClose, onGone }: Props) {
  const [tab, setTab] = useState<'json' | 'history'>('json');
  const read = useQuery({
    queryKey: [...recordsKey(collection), 'one', id],
    queryFn: ({ signal }) => getRecord(collection, id, signal),
    staleTime: 0,
    gcTime: 0,
    // The editor compares with the version that was read; it must not change underneath.
    refetchOnWindowFocus: false,
  });
  const json = () => (
    <Answer of={read}>
      {({ record, etag }) => (
        <RecordEditor record={record} etag={etag} onClose={onClose} onGone={onGone} />
      )}
    </Answer>
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title="Record"
      place="side"
      wide
      description={<Facts id={id} record={read.data?.record} />}
    >
      {keepsHistory ? (
        <Tabs
          label="Parts of the record"
          value={tab}
          onValue={setTab}
          tabs={[
            { value: 'json', title: 'JSON', content: json },
            {
              value: 'history',
              title: 'History',
              content: () => <RecordHistory collection={collection} id={id} />,
            },
          ]}
        />
      ) : (
        json()
      )}
    </Dialog>
  );
}

function Facts({ id, record }: { id: string; record: RecordView | undefined }) {
  return (
    <span className="text-sm">
      <code className="text-ink wrap-anywhere">{id}</code>
      {record && (
        <>
          {' '}
          · owner{' '}
          <a href={`#/users/${record.ownerId}`} className="link font-mono wrap-anywhere">
            {record.ownerId}
          </a>{' '}
          · changed <Time at={record.updatedAt} exact />
        </>
      )}
    </span>
  );
}
