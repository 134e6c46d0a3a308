import type { AdminUserView } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { useChange } from '@kit/api/use-change';
import { Button } from '@kit/button';
import { Checkbox } from '@kit/form/inputs';
import { Dialog } from '@kit/overlay/dialog';
import { SearchBox } from '@kit/search-box';
import { Answer, Empty } from '@kit/states';
import { useState } from 'react';
import { groupPath } from '../api/groups';
import { useUsers } from '../api/users';

/** Finds a user and puts them into the group. */
export function AddMember({ group, onClose }: { group: string; onClose: () => void }) {
  const [search, setSearch] = useState('');
  const [manager, setManager] = useState(false);
  const users = useUsers(search || undefined, 0);
  const add = useChange(
    ({ id }: AdminUserView) =>
      api.post(`${groupPath(group)}/members`, {
        userId: id,
        role: manager ? 'manager' : 'member',
      }),
    { refresh: [['groups'], ['users']], done: 'Added to the group', onDone: onClose },
  );
  return (
    <Dialog open onClose={onClose} title={`Add a member to ${group}`}>
      <div className="space-y-4">
        <SearchBox label="Search users by email" value={search} onValue={setSearch} />
        <Checkbox label="As a manager of the group" checked={manager} onChange={setManager} />
        <Answer of={users}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="Nobody found" />
            ) : (
              <ul
                aria-label="Users found"
                className="border-line max-h-72 overflow-y-auto rounded-[8px] border"
              >
                {items.slice(0, 20).map((user) => (
                  <li
                    key={user.id}
                    className="border-line flex items-center justify-between gap-3 border-b px-4 py-2 last:border-b-0"
                  >
                    <span className="min-w-0 truncate">{user.email}</span>
                    <Button
                      small
                      aria-label={`Add ${user.email}`}
                      blocked={user.groups?.includes(group) ? 'Is in the group already' : undefined}
                      busy={add.isPending}
                      onClick={() => add.mutate(user)}
                    >
                      Add
                    </Button>
                  </li>
                ))}
              </ul>
            )
          }
        </Answer>
      </div>
    </Dialog>
  );
}
