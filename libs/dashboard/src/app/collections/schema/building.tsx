import type { BuildProgress, UpkeepView } from '@appbase-pfe/types';
import { Badge } from '@kit/badge';

/** How far something is that is made of the records that are stored. */
export function Building({ of }: { of: BuildProgress | undefined }) {
  if (of === undefined) return null;
  if (of.state === 'ready') return <Badge tone="platform">ready</Badge>;
  return <Badge tone="warn">building, {Math.floor(of.progress * 100)} %</Badge>;
}

/** How far the upkeep of one declared thing is; nothing while it is only in the draft. */
export const upkeepOf = (
  upkeep: readonly UpkeepView[],
  kind: UpkeepView['kind'],
  fields: readonly string[],
  scope?: UpkeepView['scope'],
): UpkeepView | undefined =>
  upkeep.find(
    (one) => one.kind === kind && one.fields.join() === fields.join() && one.scope === scope,
  );
