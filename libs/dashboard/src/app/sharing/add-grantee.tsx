import { Button } from '@kit/button';
import { Dialog } from '@kit/overlay/dialog';
import { SearchBox } from '@kit/search-box';
import { Answer, Empty } from '@kit/states';
import { useState } from 'react';
import { useGroups } from '../api/groups';
import { useUsers } from '../api/users';

interface Props {
  /** Those who have it already. */
  there: readonly string[];
  onAdd: (principal: string) => void;
  onClose: () => void;
}

const MOST_SHOWN = 20;

/** Finds a user or a group to whom something is granted. */
export function AddGrantee({ there, onAdd, onClose }: Props) {
  const [search, setSearch] = useState('');
  const users = useUsers(search || undefined, 0);
  const groups = useGroups();
  const found = groups.data?.items.filter(({ name }) =>
    name.toLowerCase().includes(search.toLowerCase()),
  );
  return (
    <Dialog open onClose={onClose} title="Share with">
      <div className="space-y-4">
        <SearchBox label="Search groups and users" value={search} onValue={setSearch} />
        <Answer of={users}>
          {({ items }) => {
            const all = [
              ...(found ?? []).map(({ name }) => ({
                principal: `group:${name}`,
                title: name,
                kind: 'group',
              })),
              ...items.map(({ id, email }) => ({
                principal: `user:${id}`,
                title: email,
                kind: 'user',
              })),
            ].slice(0, MOST_SHOWN);
            return all.length === 0 ? (
              <Empty title="Nobody found" />
            ) : (
              <ul
                aria-label="Groups and users found"
                className="border-line max-h-80 overflow-y-auto rounded-[8px] border"
              >
                {all.map(({ principal, title, kind }) => (
                  <li
                    key={principal}
                    className="border-line flex items-center justify-between gap-3 border-b px-4 py-2 last:border-b-0"
                  >
                    <span className="min-w-0 truncate">
                      {title} <span className="text-muted text-sm">{kind}</span>
                    </span>
                    <Button
                      small
                      aria-label={`Add ${title}`}
                      blocked={there.includes(principal) ? 'Has it already' : undefined}
                      onClick={() => onAdd(principal)}
                    >
                      Add
                    </Button>
                  </li>
                ))}
              </ul>
            );
          }}
        </Answer>
      </div>
    </Dialog>
  );
}
