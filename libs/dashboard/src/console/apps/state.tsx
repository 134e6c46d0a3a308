import type { AppState, AppView } from '@appbase-pfe/types';
import { Badge, type Tone } from '@kit/badge';

const TONES: Record<AppState, Tone> = {
  provisioning: 'data',
  starting: 'data',
  running: 'platform',
  unhealthy: 'danger',
  restarting: 'warn',
  'crash-looping': 'danger',
  stopping: 'data',
  stopped: 'plain',
  failed: 'danger',
  deleting: 'warn',
  deleted: 'plain',
};

/** What an app is doing, in one word. */
export function StateBadge({ app: { state } }: { app: AppView }) {
  return <Badge tone={TONES[state]}>{state}</Badge>;
}
