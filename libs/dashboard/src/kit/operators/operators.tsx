import type { OperatorRole, OperatorView } from '@appbase-pfe/types';
import { api } from '../api/client';
import { useSession } from '../api/session';
import { useChange } from '../api/use-change';
import { useMay } from '../api/use-may';
import { Badge } from '../badge';
import { Breakable } from '../breakable';
import { Button, IconButton } from '../button';
import { Menu, MenuItem, MenuLine } from '../overlay/menu';
import { Confirm } from '../overlay/confirm';
import { Card } from '../page';
import { Answer, Empty } from '../states';
import { Table } from '../table';
import { Time } from '../time';
import { useQuery } from '@tanstack/react-query';
import { Ellipsis, Plus } from 'lucide-react';
import { useState } from 'react';
import { NewOperator } from './new-operator';
import { ROLES } from './roles';

/** Who may use this dashboard, and how far. */
export function Operators() {
  const may = useMay();
  if (may.own)
    return (
      <Card>
        <Empty title="For owners">
          {may.own}: the list of operators is theirs to see and change.
        </Empty>
      </Card>
    );
  return <OperatorList />;
}

function OperatorList() {
  const me = useSession();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<OperatorView>();
  const operators = useQuery({
    queryKey: ['operators'],
    queryFn: ({ signal }) =>
      api.get<{ items: OperatorView[] }>('/operators', { limit: 100 }, signal),
  });
  const change = useChange(
    ({ id, role }: { id: string; role: OperatorRole }) => api.patch(`/operators/${id}`, { role }),
    { refresh: [['operators']], done: 'Role changed' },
  );
  const remove = useChange(({ id }: OperatorView) => api.delete(`/operators/${id}`), {
    refresh: [['operators']],
    done: 'Operator removed',
    onDone: () => setRemoving(undefined),
  });
  const own = 'operator' in me ? me.operator.id : '';
  return (
    <Card
      flush
      title="Operators"
      lead="Owners do everything; operators all but operators, keys and deletion; viewers only look."
      actions={
        <Button small icon={<Plus className="size-4" />} onClick={() => setAdding(true)}>
          Add operator
        </Button>
      }
    >
      <Answer of={operators}>
        {({ items }) => (
          <Table
            label="Operators"
            rows={items}
            keyOf={({ id }) => id}
            columns={[
              {
                title: 'Email',
                cell: ({ id, email }) => (
                  <span className="font-semibold">
                    <Breakable text={email} />{' '}
                    {id === own && <span className="text-muted font-normal">(you)</span>}
                  </span>
                ),
              },
              { title: 'Role', cell: ({ role }) => <Badge tone="platform">{role}</Badge> },
              {
                title: 'Last sign-in',
                wide: true,
                cell: ({ lastLoginAt }) => <Time at={lastLoginAt} />,
              },
              {
                title: 'Actions',
                silent: true,
                cell: (operator) => (
                  <Menu
                    button={
                      <IconButton
                        small
                        label={`Actions for ${operator.email}`}
                        icon={<Ellipsis className="size-4" />}
                      />
                    }
                  >
                    {ROLES.map(([role, title]) => (
                      <MenuItem
                        key={role}
                        blocked={operator.role === role ? 'This is the role now' : undefined}
                        onSelect={() => change.mutate({ id: operator.id, role })}
                      >
                        Make {title}
                      </MenuItem>
                    ))}
                    <MenuLine />
                    <MenuItem
                      danger
                      blocked={operator.id === own ? 'You cannot remove yourself' : undefined}
                      onSelect={() => setRemoving(operator)}
                    >
                      Remove …
                    </MenuItem>
                  </Menu>
                ),
              },
            ]}
          />
        )}
      </Answer>
      {adding && <NewOperator onClose={() => setAdding(false)} />}
      {removing && (
        <Confirm
          open
          onClose={() => setRemoving(undefined)}
          onConfirm={() => remove.mutate(removing)}
          title={`Remove ${removing.email}?`}
          action="Remove operator"
          busy={remove.isPending}
        >
          <p>The account and its sessions end at once. What it did stays in the audit log.</p>
        </Confirm>
      )}
    </Card>
  );
}
