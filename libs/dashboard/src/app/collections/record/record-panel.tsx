import type { RecordView } from '@appbase-pfe/types';
import { Dialog } from '@kit/overlay/dialog';
import { Answer } from '@kit/states';
import { Tabs } from '@kit/tabs';
import { Time } from '@kit/time';
import { useQuery } from '@tanstack/react-query';
import { lazy, useState } from 'react';
import { getRecord, recordKey, recordPath } from '../../api/records';
import type { CollectionView } from '../../api/views';
import { UserName } from '../../users/user-name';
import { LinkedRecords } from './linked-records';
import { RecordEditor } from './record-editor';
import { RecordHistory } from './record-history';

const SharingTab = lazy(() => import('../../sharing/sharing-tab'));

interface Props {
  collection: CollectionView;
  id: string;
  onClose: () => void;
  onGone: () => void;
}

/** A record beside the grid: its JSON, who else has it, and what it was before. */
export function RecordPanel({ collection, id, onClose, onGone }: Props) {
  const { name, relations = {}, history } = collection;
  const [tab, setTab] = useState<'json' | 'sharing' | 'history'>('json');
  const read = useQuery({
    queryKey: recordKey(name, id),
    queryFn: ({ signal }) => getRecord(name, id, signal),
    staleTime: 0,
    gcTime: 0,
    // The editor compares with the version that was read; it must not change underneath.
    refetchOnWindowFocus: false,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Record"
      place="side"
      wide
      description={<Facts id={id} record={read.data?.record} />}
    >
      {read.data && <LinkedRecords relations={relations} record={read.data.record} />}
      <Tabs
        label="Parts of the record"
        value={tab}
        onValue={setTab}
        tabs={[
          {
            value: 'json',
            title: 'JSON',
            kept: true,
            content: () => (
              <Answer of={read}>
                {({ record, etag }) => (
                  <RecordEditor record={record} etag={etag} onClose={onClose} onGone={onGone} />
                )}
              </Answer>
            ),
          },
          {
            value: 'sharing',
            title: 'Sharing',
            content: () => (
              <SharingTab path={recordPath(name, id)} kind="collection" container={name} />
            ),
          },
          {
            value: 'history',
            title: 'History',
            content: () => <RecordHistory collection={name} id={id} kept={history === true} />,
          },
        ]}
      />
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
          · owner <UserName id={record.ownerId} /> · changed <Time at={record.updatedAt} exact />
        </>
      )}
    </span>
  );
}
