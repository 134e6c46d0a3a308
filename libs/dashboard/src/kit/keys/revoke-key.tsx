import type { KeyView } from '@appbase-pfe/types';
import { api } from '../api/client';
import { useChange } from '../api/use-change';
import { Confirm } from '../overlay/confirm';
import { Time } from '../time';
import { type KeySource, keyPath } from './key-source';

interface Props {
  source: KeySource;
  apiKey: KeyView;
  onClose: () => void;
}

export function RevokeKey({ source, apiKey, onClose }: Props) {
  const revoke = useChange(() => api.delete(keyPath(source, apiKey.id)), {
    refresh: [source.queryKey],
    done: `“${apiKey.name}” is revoked`,
    onDone: onClose,
  });
  return (
    <Confirm
      open
      onClose={onClose}
      onConfirm={() => revoke.mutate(undefined)}
      title={`Revoke “${apiKey.name}”?`}
      action="Revoke key"
      busy={revoke.isPending}
    >
      <p>Every app that uses this key is refused from now on. A revoked key cannot come back.</p>
      <p className="text-muted">
        Last used: <Time at={apiKey.lastUsedAt} />
      </p>
    </Confirm>
  );
}
