import type { AdminInviteView } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { useChange } from '@kit/api/use-change';
import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { Confirm } from '@kit/overlay/confirm';
import { Card } from '@kit/page';
import { Pager } from '@kit/pager';
import { Answer, Empty } from '@kit/states';
import { Table } from '@kit/table';
import { Time } from '@kit/time';
import { Plus, Ticket } from 'lucide-react';
import { useState } from 'react';
import { MEMBERS_PAGE, invitePath, useInvites } from '../api/groups';
import { Actor } from '../users/user-name';
import { NewInvite } from './new-invite';

/** The codes with which users join a group by themselves: make, see what is left, revoke. */
export function Invites({ group }: { group: string }) {
  const may = useMay();
  const [offset, setOffset] = useState(0);
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<AdminInviteView>();
  const invites = useInvites(group, offset);
  const revoke = useChange(({ id }: AdminInviteView) => api.delete(invitePath(group, id)), {
    refresh: [['groups', group, 'invites']],
    done: 'The invite is revoked',
    onDone: () => setRevoking(undefined),
  });
  const make = (
    <Button
      small
      icon={<Plus aria-hidden="true" className="size-4" />}
      blocked={may.write}
      onClick={() => setMaking(true)}
    >
      New invite
    </Button>
  );
  return (
    <Card
      flush
      title="Invites"
      lead="A code lets users join by themselves, so many times and so long. Managers make them too."
      actions={make}
    >
      <Answer of={invites}>
        {({ items, total }) => (
          <>
            {items.length === 0 ? (
              <Empty title="No open invites" icon={<Ticket className="size-8" />}>
                Those that are used up or have ended are not listed.
              </Empty>
            ) : (
              <Table
                label="Invites"
                rows={items}
                keyOf={({ id }) => id}
                columns={[
                  {
                    title: 'Lets in',
                    cell: ({ usesLeft, uses }) => `${usesLeft} of ${uses}`,
                  },
                  { title: 'Ends', cell: ({ expiresAt }) => <Time at={expiresAt} /> },
                  {
                    title: 'Made by',
                    wide: true,
                    cell: ({ createdBy }) => <Actor actor={createdBy} />,
                  },
                  {
                    title: 'Made',
                    wide: true,
                    cell: ({ createdAt }) => createdAt && <Time at={createdAt} />,
                  },
                  {
                    title: 'Actions',
                    silent: true,
                    cell: (invite) => (
                      <Button small blocked={may.write} onClick={() => setRevoking(invite)}>
                        Revoke
                      </Button>
                    ),
                  },
                ]}
              />
            )}
            <Pager offset={offset} limit={MEMBERS_PAGE} total={total} onOffset={setOffset} />
          </>
        )}
      </Answer>
      {making && <NewInvite group={group} onClose={() => setMaking(false)} />}
      <Confirm
        open={revoking !== undefined}
        onClose={() => setRevoking(undefined)}
        onConfirm={() => revoking && revoke.mutate(revoking)}
        title="Revoke this invite?"
        action="Revoke invite"
        busy={revoke.isPending}
      >
        <p>Its code lets nobody in any more. Who has joined by it stays in the group.</p>
      </Confirm>
    </Card>
  );
}
