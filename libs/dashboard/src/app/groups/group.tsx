import type { GroupMember, MemberRole } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { useChange } from '@kit/api/use-change';
import { useMay } from '@kit/api/use-may';
import { Badge } from '@kit/badge';
import { Button, IconButton } from '@kit/button';
import { Confirm } from '@kit/overlay/confirm';
import { Menu, MenuItem } from '@kit/overlay/menu';
import { Card, Page } from '@kit/page';
import { Pager } from '@kit/pager';
import { Answer, Empty } from '@kit/states';
import { Table } from '@kit/table';
import { Time } from '@kit/time';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Ellipsis, Plus } from 'lucide-react';
import { useState } from 'react';
import { MEMBERS_PAGE, groupPath, memberPath, useMembers } from '../api/groups';
import { counted } from '@kit/format';
import { AddMember } from './add-member';
import { Invites } from './invites';

/** One group: its members and managers. */
export function Group() {
  const { group } = useParams({ from: '/gate/groups/$group' });
  const may = useMay();
  const navigate = useNavigate();
  const [offset, setOffset] = useState(0);
  const [open, setOpen] = useState<'add' | 'delete'>();
  const members = useMembers(group, offset);
  const remove = useChange(() => api.delete(groupPath(group)), {
    refresh: [['groups'], ['users']],
    done: 'Group deleted',
    onDone: () => void navigate({ to: '/groups' }),
  });
  return (
    <Page
      title={group}
      above={
        <Link to="/groups" className="link text-sm">
          All groups
        </Link>
      }
      lead="Managers say who else is in the group and may invite others."
      actions={
        <>
          <Button blocked={may.write} onClick={() => setOpen('delete')}>
            Delete group
          </Button>
          <Button
            look="primary"
            icon={<Plus aria-hidden="true" className="size-4" />}
            blocked={may.write}
            onClick={() => setOpen('add')}
          >
            Add member
          </Button>
        </>
      }
    >
      <div className="space-y-5">
        <Answer of={members}>
          {({ items, total }) => (
            <Card flush title="Members" lead={counted(total, 'user')}>
              {items.length === 0 ? (
                <Empty title="Nobody is in this group">Add the first member.</Empty>
              ) : (
                <Members group={group} members={items} />
              )}
              <Pager offset={offset} limit={MEMBERS_PAGE} total={total} onOffset={setOffset} />
            </Card>
          )}
        </Answer>
        <Invites group={group} />
      </div>
      {open === 'add' && <AddMember group={group} onClose={() => setOpen(undefined)} />}
      <Confirm
        open={open === 'delete'}
        onClose={() => setOpen(undefined)}
        onConfirm={() => remove.mutate(undefined)}
        title={`Delete the group ${group}?`}
        action="Delete group"
        typed={group}
        busy={remove.isPending}
      >
        <p>
          {members.data ? counted(members.data.total, 'member') : 'Its members'} will lose what they
          see through it. Its invites end, and what was granted to it is granted no more. The users
          themselves stay.
        </p>
      </Confirm>
    </Page>
  );
}

function Members({ group, members }: { group: string; members: readonly GroupMember[] }) {
  const may = useMay();
  const refresh = { refresh: [['groups'], ['users']] };
  const change = useChange(
    ({ userId, role }: { userId: string; role: MemberRole }) =>
      api.put(memberPath(group, userId), { role }),
    { ...refresh, done: 'Role changed' },
  );
  const remove = useChange(({ userId }: GroupMember) => api.delete(memberPath(group, userId)), {
    ...refresh,
    done: 'Removed from the group',
  });
  return (
    <Table
      label="Members"
      rows={members}
      keyOf={({ userId }) => userId}
      columns={[
        {
          title: 'Email',
          cell: ({ userId, email }) => (
            <Link
              to="/users/$user"
              params={{ user: userId }}
              className="link font-semibold break-all"
            >
              {email}
            </Link>
          ),
        },
        {
          title: 'Role',
          cell: ({ role }) => (
            <Badge tone={role === 'manager' ? 'platform' : 'plain'}>{role}</Badge>
          ),
        },
        { title: 'Since', wide: true, cell: ({ since }) => <Time at={since} /> },
        {
          title: 'Actions',
          silent: true,
          cell: (member) => (
            <Menu
              button={
                <IconButton
                  small
                  label={`Actions for ${member.email}`}
                  icon={<Ellipsis className="size-4" />}
                />
              }
            >
              <MenuItem
                blocked={may.write}
                onSelect={() =>
                  change.mutate({
                    userId: member.userId,
                    role: member.role === 'manager' ? 'member' : 'manager',
                  })
                }
              >
                {member.role === 'manager' ? 'Make member' : 'Make manager'}
              </MenuItem>
              <MenuItem danger blocked={may.write} onSelect={() => remove.mutate(member)}>
                Remove from the group
              </MenuItem>
            </Menu>
          ),
        },
      ]}
    />
  );
}
