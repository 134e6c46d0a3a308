import { api } from '@kit/api/client';
import { useChange } from '@kit/api/use-change';
import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { Card } from '@kit/page';
import { Answer, Empty } from '@kit/states';
import { Table } from '@kit/table';
import { Time } from '@kit/time';
import { userPath, useUserSessions } from '../api/users';

/** Where a user is signed in. */
export function UserSessions({ id }: { id: string }) {
  const may = useMay();
  const sessions = useUserSessions(id);
  const end = useChange(() => api.delete(`${userPath(id)}/sessions`), {
    refresh: [['users', id]],
    done: 'All sessions are ended',
  });
  const none = sessions.data?.items.length === 0;
  return (
    <Card
      flush
      title="Sessions"
      actions={
        <Button
          small
          busy={end.isPending}
          blocked={may.write ?? (none ? 'There is no session' : undefined)}
          onClick={() => end.mutate(undefined)}
        >
          End all sessions
        </Button>
      }
    >
      <Answer of={sessions}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Not signed in anywhere" />
          ) : (
            <Table
              label="Sessions"
              rows={items}
              keyOf={(session) => session.id}
              columns={[
                {
                  title: 'Device',
                  cell: ({ userAgent, ip }) => (
                    <>
                      {userAgent ?? 'Unknown device'}
                      {ip && <span className="text-muted block text-sm">{ip}</span>}
                    </>
                  ),
                },
                { title: 'Since', wide: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
                { title: 'Last seen', cell: ({ lastUsedAt }) => <Time at={lastUsedAt} /> },
              ]}
            />
          )
        }
      </Answer>
    </Card>
  );
}
