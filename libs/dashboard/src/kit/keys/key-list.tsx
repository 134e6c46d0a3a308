import type { KeyView } from '@appbase-pfe/types';
import { Ellipsis, KeyRound } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useMay } from '../api/use-may';
import { Badge } from '../badge';
import { IconButton } from '../button';
import { Menu, MenuItem } from '../overlay/menu';
import { Answer, Empty } from '../states';
import { Table } from '../table';
import { Time } from '../time';
import { type KeySource, useKeys } from './key-source';
import { stateOf } from './key-state';
import { RevokeKey } from './revoke-key';
import { RotateKey } from './rotate-key';

const STATES = { active: 'platform', expired: 'warn', revoked: 'plain' } as const;

interface Props {
  source: KeySource;
  /** How to make the first one. */
  create: ReactNode;
}

/** The API keys of an app: what each may do and when it was used; replace, revoke. */
export function KeyList({ source, create }: Props) {
  const may = useMay();
  const keys = useKeys(source);
  const [rotating, setRotating] = useState<KeyView>();
  const [revoking, setRevoking] = useState<KeyView>();
  return (
    <>
      <Answer of={keys}>
        {({ items }) =>
          items.length === 0 ? (
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
          )
        }
      </Answer>
      {rotating && (
        <RotateKey source={source} apiKey={rotating} onClose={() => setRotating(undefined)} />
      )}
      {revoking && (
        <RevokeKey source={source} apiKey={revoking} onClose={() => setRevoking(undefined)} />
      )}
    </>
  );
}
