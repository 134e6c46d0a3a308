import type { NewKeyView } from '@appbase-pfe/types';
import { newId, newSecret } from '../common/ids.js';
import type { FirstKey } from './app-folders.js';

/** A live key for a new app. Its instance installs it at the first start. */
export function newFirstKey(now: number): FirstKey {
  return { id: newId(), name: 'first key', value: `hs_live_${newSecret()}`, createdAt: now };
}

export function toFirstKeyView(key: FirstKey): NewKeyView {
  return {
    id: key.id,
    name: key.name,
    kind: 'live',
    prefix: key.value.slice(0, 'hs_live_'.length + 4),
    lastFour: key.value.slice(-4),
    scopes: [],
    createdAt: new Date(key.createdAt).toISOString(),
    value: key.value,
  };
}
