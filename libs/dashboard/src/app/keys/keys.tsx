import type { KeyView } from '@appbase-pfe/types';
import { useMay } from '@kit/api/use-may';
import { Badge } from '@kit/badge';
import { Button, IconButton } from '@kit/button';
import { Menu, MenuItem } from '@kit/overlay/menu';
import { Card, Page } from '@kit/page';
import { Answer, Empty } from '@kit/states';
import { Table } from '@kit/table';
import { Time } from '@kit/time';
import { Ellipsis, KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { stateOf, useKeys } from '../api/keys';
import { CreateKeyDialog } from './create-key';
import { RevokeKey } from './revoke-key';
import { RotateKey } from './rotate-key';

const STATES = { active: 'platform', expired: 'warn', revoked: 'plain' } as const;

/** The app's API keys: make, replace, revoke. */
export function Keys() {
  const may = useMay();
  const keys = useKeys();
  const [creating, setCreating] = useState(false);
  const [rotating, setRotating] = useState<KeyView>();
  const [revoking, setRevoking] = useState<KeyView>();
  const create = (
    <Button
      look="primary"
      icon={<Plus aria-hidden="true" className="size-4" />}
      blocked={may.own}
      onClick={() => setCreating(true)}
    >
      Create key
    </Button>
  );
  return (
    <Page
      title="API keys"
      lead="A live key says which app is calling; browsers carry it openly. A secret key administers and belongs on servers only."
      actions={create}
    >
      <Answer of={keys}>
        {({ items }) => (
          <Card flush>
            {items.length === 0 ? (
              <Empty title="No keys yet" icon={<KeyRound className="size-8" />} action={create}>
                An app needs a key to talk to this server.
              </Empty>
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
                          {key.prefix}…{key.lastFour}{' '}
                          <span className="font-sans lg:hidden">{key.kind}</span>
                        </code>
                      </>
                    ),
                  },
                  { title: 'Kind', wide: true, cell: ({ kind }) => kind },
                  {
                    title: 'State',
                    cell: (key) => <Badge tone={STATES[stateOf(key)]}>{stateOf(key)}</Badge>,
                  },
                  { title: 'Scopes', wide: true, cell: ({ scopes }) => scopes.join(', ') || '–' },
                  {
                    title: 'Last used',
                    wide: true,
                    cell: ({ lastUsedAt }) => <Time at={lastUsedAt} />,
                  },
                  {
                    title: 'Expires',
                    wide: true,
                    cell: ({ expiresAt }) => <Time at={expiresAt} />,
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
                          <MenuItem blocked={may.own} onSelect={() => setRotating(key)}>
                            Rotate …
                          </MenuItem>
                          <MenuItem danger blocked={may.own} onSelect={() => setRevoking(key)}>
                            Revoke …
                          </MenuItem>
                        </Menu>
                      ),
                  },
                ]}
              />
            )}
          </Card>
        )}
      </Answer>
      {creating && <CreateKeyDialog onClose={() => setCreating(false)} />}
      {rotating && <RotateKey apiKey={rotating} onClose={() => setRotating(undefined)} />}
      {revoking && <RevokeKey apiKey={revoking} onClose={() => setRevoking(undefined)} />}
    </Page>
  );
}
