import type { AppView } from '@appbase-pfe/types';
import { Card } from '@kit/page';
import { Answer, Empty } from '@kit/states';
import { Table } from '@kit/table';
import { Time } from '@kit/time';
import { useAppEvents } from '../api/apps';

/** What happened to an app, the newest first. */
export function Events({ app }: { app: AppView }) {
  const events = useAppEvents(app.id);
  return (
    <Card flush title="Events" lead="The newest 100; they appear as they happen.">
      <Answer of={events}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nothing has happened yet" />
          ) : (
            <Table
              label="Events"
              rows={items}
              keyOf={({ id }) => String(id)}
              columns={[
                { title: 'When', cell: ({ at }) => <Time at={at} /> },
                {
                  title: 'What',
                  cell: ({ type, reason, message }) => (
                    <>
                      <span className="font-semibold">
                        {type.replace('app.', '').replace('.', ' ')}
                      </span>{' '}
                      <span className="text-muted text-sm">{reason}</span>
                      <span className="block break-words">{message}</span>
                    </>
                  ),
                },
              ]}
            />
          )
        }
      </Answer>
    </Card>
  );
}
