import type { KeySource } from '@kit/keys/key-source';

/** The keys of this app. */
export const APP_KEYS: KeySource = {
  path: '/admin/api-keys',
  query: { limit: 100 },
  queryKey: ['keys'],
};
