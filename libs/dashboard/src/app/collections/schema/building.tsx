import type { BuildProgress } from '@appbase-pfe/types';
import { Badge } from '@kit/badge';

/** How far something is that is made of the records that are stored. */
export function Building({ of }: { of: BuildProgress | undefined }) {
  if (of === undefined) return null;
  if (of.state === 'ready') return <Badge tone="platform">ready</Badge>;
  return <Badge tone="warn">building, {Math.floor(of.progress * 100)} %</Badge>;
}
