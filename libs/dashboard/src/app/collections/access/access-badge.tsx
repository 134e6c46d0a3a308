import type { Access } from '@appbase-pfe/types';
import { Badge } from '@kit/badge';

/** Who may see a collection or bucket, in a word; a warning where that is everybody. */
export function AccessBadge({ access }: { access: Access | undefined }) {
  if (access === undefined) return null;
  return (
    <Badge tone={access === 'public' || access === 'open' ? 'warn' : 'data'}>
      {typeof access === 'string' ? access : 'own rules'}
    </Badge>
  );
}
