import type { AdminUserView } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { queryClient } from '@kit/api/query-client';
import { useChange } from '@kit/api/use-change';
import { counted } from '@kit/format';
import { Confirm } from '@kit/overlay/confirm';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { userPath } from '../api/users';

interface Props {
  user: AdminUserView;
  onClose: () => void;
}

/** Deletes a user; says what goes along and lets records and files be kept. */
export function DeleteUser({ user, onClose }: Props) {
  const navigate = useNavigate();
  const [records, setRecords] = useState<'keep' | 'delete'>('keep');
  const remove = useChange(() => api.delete(userPath(user.id), undefined, { query: { records } }), {
    done: 'The user is deleted',
    onDone: () => {
      queryClient.removeQueries({ queryKey: ['users'] });
      void navigate({ to: '/users' });
    },
  });
  const { counts } = user;
  return (
    <Confirm
      open
      onClose={onClose}
      onConfirm={() => remove.mutate(undefined)}
      title={`Delete ${user.email}?`}
      action="Delete user"
      typed={user.email}
      busy={remove.isPending}
    >
      <p>
        The account, its sessions and its membership in groups will be gone. It owns{' '}
        {counted(counts.records, 'record')} and {counted(counts.files, 'file')}.
      </p>
      <fieldset className="space-y-2">
        <legend className="mb-1 font-semibold">Its records and files</legend>
        <Choice
          text="Keep them (only operators see what belonged to this user alone)"
          checked={records === 'keep'}
          onChoose={() => setRecords('keep')}
        />
        <Choice
          text="Delete them as well"
          checked={records === 'delete'}
          onChoose={() => setRecords('delete')}
        />
      </fieldset>
    </Confirm>
  );
}

function Choice(props: { text: string; checked: boolean; onChoose: () => void }) {
  return (
    <label className="flex items-start gap-2.5">
      <input
        type="radio"
        name="belongings"
        checked={props.checked}
        onChange={props.onChoose}
        className="accent-data mt-1 size-4"
      />
      {props.text}
    </label>
  );
}
