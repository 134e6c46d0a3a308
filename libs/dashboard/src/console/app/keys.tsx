import type { AppView, KeyView, NewKeyView } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { useChange } from '@kit/api/use-change';
import { useMay } from '@kit/api/use-may';
import { Badge } from '@kit/badge';
import { Button, IconButton } from '@kit/button';
import { Confirm } from '@kit/overlay/confirm';
import { Dialog } from '@kit/overlay/dialog';
import { Menu, MenuItem } from '@kit/overlay/menu';
import { Card } from '@kit/page';
import { Answer, Empty } from '@kit/states';
import { Table } from '@kit/table';
import { Time } from '@kit/time';
import { Ellipsis, KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { stateOf } from '../../app/api/keys';
import { ShownOnce } from '../../app/keys/shown-once';
import { appPath, useAppKeys } from '../api/apps';
import { KeyForm } from './key-form';

const STATES = { active: 'platform', expired: 'warn', revoked: 'plain' } as const;
type Asked = { what: 'rotate' | 'revoke'; apiKey: KeyView };

/** The API keys of an app, which its instance keeps. */
export function Keys({ app }: { app: AppView }) {
  if (app.state !== 'running')
    return (
      <Card>
        <Empty title="The app does not run" icon={<KeyRound className="size-8" />}>
          Its instance keeps the keys: they can be seen and changed while it runs.
        </Empty>
      </Card>
    );
  return <KeyList app={app} />;
}

function KeyList({ app }: { app: AppView }) {
  const may = useMay();
  const keys = useAppKeys(app.id);
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<NewKeyView>();
  const [asked, setAsked] = useState<Asked>();
  const create = (
    <Button
      small
      icon={<Plus aria-hidden="true" className="size-4" />}
      blocked={may.own}
      onClick={() => setCreating(true)}
    >
      Create key
    </Button>
  );
  return (
    <Card
      flush
      title="API keys"
      lead="A live key says which app is calling. A secret key administers and belongs on servers only."
      actions={create}
    >
      <Answer of={keys}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No keys yet" icon={<KeyRound className="size-8" />} action={create} />
          ) : (
            <Table
              label="API keys"
              rows={items}
              keyOf={({ id }) => id}
              columns={[
                {
                  title: 'Name',
                  cell: (key) => (
                    <>
                      <span className="font-semibold">{key.name}</span>
                      <code className="text-muted block text-[13px]">
                        {key.prefix}…{key.lastFour}
                      </code>
                    </>
                  ),
                },
                { title: 'Kind', wide: true, cell: ({ kind }) => kind },
                {
                  title: 'State',
                  cell: (key) => <Badge tone={STATES[stateOf(key)]}>{stateOf(key)}</Badge>,
                },
                {
                  title: 'Last used',
                  wide: true,
                  cell: ({ lastUsedAt }) => <Time at={lastUsedAt} />,
                },
                {
                  title: 'Actions',
                  silent: true,
                  cell: (key) =>
                    stateOf(key) !== 'revoked' && (
                      <Menu
                        button={
                          <IconButton
                            small
                            label={`Actions for ${key.name}`}
                            icon={<Ellipsis className="size-4" />}
                          />
                        }
                      >
                        <MenuItem
                          blocked={may.own}
                          onSelect={() => setAsked({ what: 'rotate', apiKey: key })}
                        >
                          Rotate …
                        </MenuItem>
                        <MenuItem
                          danger
                          blocked={may.own}
                          onSelect={() => setAsked({ what: 'revoke', apiKey: key })}
                        >
                          Revoke …
                        </MenuItem>
                      </Menu>
                    ),
                },
              ]}
            />
          )
        }
      </Answer>
      {creating && (
        <Dialog open onClose={() => setCreating(false)} title="Create a key">
          <KeyForm
            app={app}
            onMade={(key) => {
              setCreating(false);
              setMade(key);
            }}
            onCancel={() => setCreating(false)}
          />
        </Dialog>
      )}
      {asked && (
        <KeyChange
          app={app}
          {...asked}
          onClose={() => setAsked(undefined)}
          onMade={(key) => setMade(key)}
        />
      )}
      {made && (
        <Dialog open sticky onClose={() => setMade(undefined)} title="The new key">
          <ShownOnce apiKey={made} onDone={() => setMade(undefined)} />
        </Dialog>
      )}
    </Card>
  );
}

/** Asks before a key that is in use stops working. */
function KeyChange(
  props: Asked & { app: AppView; onClose: () => void; onMade: (key: NewKeyView) => void },
) {
  const { app, apiKey: key, what, onClose, onMade } = props;
  const path = `${appPath(app.id)}/keys/${encodeURIComponent(key.id)}`;
  const rotating = what === 'rotate';
  const change = useChange(
    async () => {
      if (rotating) onMade(await api.post<NewKeyView>(`${path}/rotate`));
      else await api.delete(path);
    },
    {
      refresh: [['keys', app.id]],
      done: rotating ? `“${key.name}” is replaced` : `“${key.name}” is revoked`,
      onDone: onClose,
    },
  );
  return (
    <Confirm
      open
      onClose={onClose}
      onConfirm={() => change.mutate(undefined)}
      title={`${rotating ? 'Rotate' : 'Revoke'} “${key.name}”?`}
      action={rotating ? 'Replace the key' : 'Revoke key'}
      busy={change.isPending}
    >
      <p>
        {rotating
          ? 'A new key with the same rights takes its place. The old one stops working at once.'
          : 'Everything that uses this key is refused from now on. A revoked key cannot come back.'}
      </p>
      <p className="text-muted">
        Last used: <Time at={key.lastUsedAt} />
      </p>
    </Confirm>
  );
}
