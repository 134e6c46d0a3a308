import type { AuditEntryView } from '@appbase-pfe/types';
import { CopyButton } from '@kit/copy-button';
import { Dialog } from '@kit/overlay/dialog';
import { Empty } from '@kit/states';
import { Time } from '@kit/time';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface Props {
  entry: AuditEntryView | undefined;
  onClose: () => void;
}

/** One entry in full. */
export function EntryPanel({ entry, onClose }: Props) {
  return (
    <Dialog open onClose={onClose} title={entry?.action ?? 'Entry'} place="side">
      {entry ? <Facts entry={entry} /> : <Empty title="This entry is not on the page shown" />}
    </Dialog>
  );
}

function Facts({ entry }: { entry: AuditEntryView }) {
  const facts: [string, ReactNode][] = [
    ['When', <Time key="at" at={entry.at} exact />],
    ['By', entry.actor],
    ['Address', entry.ip ?? '–'],
    [
      'User',
      entry.userId ? (
        <Link
          key="user"
          to="/users/$user"
          params={{ user: entry.userId }}
          className="link break-all"
        >
          {entry.userId}
        </Link>
      ) : (
        '–'
      ),
    ],
    ['What', [entry.resource, entry.resourceId].filter(Boolean).join(' ') || '–'],
    [
      'Request',
      entry.requestId ? (
        <span key="request" className="flex items-center gap-1">
          <code className="text-sm break-all">{entry.requestId}</code>
          <CopyButton text={entry.requestId} what="request id" small />
        </span>
      ) : (
        '–'
      ),
    ],
    [
      'Entry',
      <code key="id" className="text-sm break-all">
        {entry.id}
      </code>,
    ],
  ];
  return (
    <>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="break-words">{value}</dd>
          </div>
        ))}
      </dl>
      {entry.metadata && (
        <>
          <h3 className="mt-5 mb-2 text-base">Details</h3>
          <pre
            tabIndex={0}
            aria-label="Details"
            className="bg-sunken border-line overflow-x-auto rounded-[8px] border p-3 text-[13px]"
          >
            {JSON.stringify(entry.metadata, null, 2)}
          </pre>
        </>
      )}
    </>
  );
}
