import type { KeyView } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { useChange } from '@kit/api/use-change';
import { Confirm } from '@kit/overlay/confirm';
import { Time } from '@kit/time';
import { keyPath } from '../api/keys';

interface Props {
  apiKey: KeyView;
  onClose: () => void;
}

export function RevokeKey({ apiKey, onClose }: Props) {
  const revoke = useChange(() => api.delete(keyPath(apiKey.id)), {
    refresh: [['keys']],
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
