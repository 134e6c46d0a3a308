import type { GroupView } from '@appbase-pfe/types';
import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { count } from '@kit/format';
import { Card, Page } from '@kit/page';
import { Answer, Empty } from '@kit/states';
import { Table } from '@kit/table';
import { Time } from '@kit/time';
import { Link } from '@tanstack/react-router';
import { Plus, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { useGroups } from '../api/groups';
import { NewGroup } from './new-group';

/** Groups of users; rules and grants name them. */
export function Groups() {
  const may = useMay();
  const groups = useGroups();
  const [adding, setAdding] = useState(false);
  const add = (
    <Button
      look="primary"
      icon={<Plus aria-hidden="true" className="size-4" />}
      blocked={may.write}
      onClick={() => setAdding(true)}
    >
      New group
    </Button>
  );
  return (
    <Page
      title="Groups"
      lead="Users who see things together: a ward, a class, a team. Access rules name groups."
      actions={add}
    >
      <Answer of={groups}>
        {({ items }) => (
          <Card flush>
            {items.length === 0 ? (
              <Empty title="No groups yet" icon={<UsersRound className="size-8" />} action={add}>
                Make one, and put users into it.
              </Empty>
            ) : (
              <Table label="Groups" rows={items} keyOf={({ name }) => name} columns={COLUMNS} />
            )}
          </Card>
        )}
      </Answer>
      {adding && <NewGroup onClose={() => setAdding(false)} />}
    </Page>
  );
}

const COLUMNS = [
  {
    title: 'Name',
    cell: ({ name }: GroupView) => (
      <Link to="/groups/$group" params={{ group: name }} className="link font-semibold break-all">
        {name}
      </Link>
    ),
  },
  { title: 'Members', number: true, cell: ({ members }: GroupView) => count(members) },
  { title: 'Since', wide: true, cell: ({ createdAt }: GroupView) => <Time at={createdAt} /> },
];
