import type { AdminUserView } from '@appbase-pfe/types';
import { useMay } from '@kit/api/use-may';
import { Badge } from '@kit/badge';
import { Breakable } from '@kit/breakable';
import { Button } from '@kit/button';
import { count } from '@kit/format';
import { Card, Page } from '@kit/page';
import { Pager } from '@kit/pager';
import { SearchBox } from '@kit/search-box';
import { Answer, Empty } from '@kit/states';
import { Table } from '@kit/table';
import { Time } from '@kit/time';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Plus, Users as Icon } from 'lucide-react';
import { useCallback, useState } from 'react';
import { USERS_PAGE, useUsers } from '../api/users';
import { NewUser } from './new-user';

/** The end users of the app. */
export function Users() {
  const may = useMay();
  const { search = '', offset = 0 } = useSearch({ from: '/gate/users' });
  const navigate = useNavigate({ from: '/users' });
  const [adding, setAdding] = useState(false);
  const users = useUsers(search || undefined, offset);
  const find = useCallback(
    (text: string) => void navigate({ search: text ? { search: text } : {}, replace: true }),
    [navigate],
  );
  return (
    <Page
      title="Users"
      lead="The people who sign in to the app. Operators are in the settings."
      actions={
        <Button
          look="primary"
          icon={<Plus aria-hidden="true" className="size-4" />}
          blocked={may.write}
          onClick={() => setAdding(true)}
        >
          New user
        </Button>
      }
    >
      <div className="mb-4">
        <SearchBox label="Search users by email" value={search} onValue={find} />
      </div>
      <Answer of={users}>
        {({ items, total }) => (
          <Card flush>
            {items.length === 0 ? (
              <Empty
                title={search ? 'Nobody found' : 'No users yet'}
                icon={<Icon className="size-8" />}
              >
                {search
                  ? 'Try another part of the address.'
                  : 'They come by signing up in the app, or you create them.'}
              </Empty>
            ) : (
              <>
                <Table label="Users" rows={items} keyOf={({ id }) => id} columns={COLUMNS} />
                <Pager
                  offset={offset}
                  limit={USERS_PAGE}
                  total={total}
                  onOffset={(next) =>
                    void navigate({ search: (now) => ({ ...now, offset: next || undefined }) })
                  }
                />
              </>
            )}
          </Card>
        )}
      </Answer>
      {adding && <NewUser onClose={() => setAdding(false)} />}
    </Page>
  );
}

const COLUMNS = [
  {
    title: 'Email',
    cell: ({ id, email }: AdminUserView) => (
      <Link to="/users/$user" params={{ user: id }} className="link font-semibold">
        <Breakable text={email} />
      </Link>
    ),
  },
  {
    title: 'State',
    cell: (user: AdminUserView) => <UserState user={user} />,
  },
  {
    title: 'Records',
    wide: true,
    number: true,
    cell: ({ counts }: AdminUserView) => count(counts.records),
  },
  {
    title: 'Files',
    wide: true,
    number: true,
    cell: ({ counts }: AdminUserView) => count(counts.files),
  },
  { title: 'Since', wide: true, cell: ({ createdAt }: AdminUserView) => <Time at={createdAt} /> },
];

export function UserState({ user }: { user: AdminUserView }) {
  if (user.banned) return <Badge tone="danger">banned</Badge>;
  if (user.mustChangePassword) return <Badge tone="warn">must change password</Badge>;
  return <Badge tone="platform">active</Badge>;
}
