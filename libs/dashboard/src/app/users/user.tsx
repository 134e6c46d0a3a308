import type { AdminUserView } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { useChange } from '@kit/api/use-change';
import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { CopyButton } from '@kit/copy-button';
import { count } from '@kit/format';
import { Confirm } from '@kit/overlay/confirm';
import { Card, Page } from '@kit/page';
import { Answer } from '@kit/states';
import { Time } from '@kit/time';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useUser, userKey, userPath } from '../api/users';
import { DeleteUser } from './delete-user';
import { TemporaryPassword } from './temporary-password';
import { UserSessions } from './user-sessions';
import { UserState } from './users';

/** One user: what it has, and what an operator can do about it. */
export function User() {
  const { user: id } = useParams({ from: '/gate/users/$user' });
  const user = useUser(id);
  return (
    <Page
      title={user.data?.email ?? 'User'}
      above={
        <Link to="/users" className="link text-sm">
          All users
        </Link>
      }
    >
      <Answer of={user}>
        {(view) => (
          <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            <div className="space-y-5">
              <Facts user={view} />
              <UserSessions id={id} />
            </div>
            <AccountActions user={view} />
          </div>
        )}
      </Answer>
    </Page>
  );
}

function Facts({ user }: { user: AdminUserView }) {
  const facts: [string, React.ReactNode][] = [
    ['State', <UserState key="state" user={user} />],
    [
      'Id',
      <span key="id" className="flex items-center gap-1">
        <code className="text-sm wrap-anywhere">{user.id}</code>
        <CopyButton text={user.id} what="user id" small />
      </span>,
    ],
    ['Signed up', <Time key="at" at={user.createdAt} exact />],
    ['Sessions', count(user.counts.sessions)],
    ['Records', count(user.counts.records)],
    ['Files', count(user.counts.files)],
    [
      'Groups',
      user.groups?.length
        ? user.groups.map((name) => (
            <Link key={name} to="/groups/$group" params={{ group: name }} className="link mr-3">
              {name}
            </Link>
          ))
        : 'none',
    ],
    ...Object.entries(user.customIdentity ?? {}),
  ];
  return (
    <Card title="Account">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-8 gap-y-2">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function AccountActions({ user }: { user: AdminUserView }) {
  const may = useMay();
  const client = useQueryClient();
  const [asking, setAsking] = useState<'ban' | 'password' | 'delete'>();
  const close = () => setAsking(undefined);
  const ban = useChange(
    (verb: 'ban' | 'unban') => api.post<AdminUserView>(`${userPath(user.id)}/${verb}`),
    {
      refresh: [['users']],
      done: ({ banned }) => (banned ? 'The user is banned' : 'The ban is lifted'),
      onDone: (now) => {
        client.setQueryData(userKey(user.id), now);
        close();
      },
    },
  );
  return (
    <Card title="Actions">
      <div className="space-y-5">
        <Action
          text="Somebody who forgot the password gets a temporary one and must change it at the next sign-in."
          button={
            <Button blocked={may.write} onClick={() => setAsking('password')}>
              Set temporary password
            </Button>
          }
        />
        <Action
          text={
            user.banned
              ? 'The user cannot sign in. Records and files are kept.'
              : 'A ban ends all access within seconds. Records and files are kept.'
          }
          button={
            <Button
              blocked={may.write}
              busy={ban.isPending && asking !== 'ban'}
              onClick={() => (user.banned ? ban.mutate('unban') : setAsking('ban'))}
            >
              {user.banned ? 'Lift the ban' : 'Ban user'}
            </Button>
          }
        />
        <Action
          text="Deleting removes the account for good; you choose what becomes of the records."
          button={
            <Button look="danger" blocked={may.write} onClick={() => setAsking('delete')}>
              Delete user
            </Button>
          }
        />
      </div>
      <Confirm
        open={asking === 'ban'}
        onClose={close}
        onConfirm={() => ban.mutate('ban')}
        title={`Ban ${user.email}?`}
        action="Ban user"
        busy={ban.isPending}
      >
        <p>
          All sessions end within 5 seconds, open pages included. You can lift the ban at any time.
        </p>
      </Confirm>
      {asking === 'password' && <TemporaryPassword user={user} onClose={close} />}
      {asking === 'delete' && <DeleteUser user={user} onClose={close} />}
    </Card>
  );
}

function Action({ text, button }: { text: string; button: React.ReactNode }) {
  return (
    <div>
      <p className="text-muted mb-2 text-sm">{text}</p>
      {button}
    </div>
  );
}
