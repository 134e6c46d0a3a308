import { queryClient } from '@kit/api/query-client';
import { api } from '@kit/api/client';
import { addFinder } from '@kit/shell/finders';
import type { CollectionView } from './api/views';
import { listUsers } from './api/users';

/** What the palette finds in one app: collections, buckets, users. */
export function teachPalette(): void {
  addFinder(async (text, signal) => {
    const { items } = await queryClient.fetchQuery({
      queryKey: ['collections'],
      queryFn: () =>
        api.get<{ items: CollectionView[] }>('/admin/collections', { limit: 100 }, signal),
    });
    return items
      .filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()))
      .map(({ name }) => ({
        title: name,
        kind: 'Collection',
        href: `/data/${encodeURIComponent(name)}`,
      }));
  });
  addFinder(async (text, signal) => {
    if (text.length < 2) return [];
    const { items } = await listUsers(text, 0, signal);
    return items.map(({ id, email }) => ({
      title: email,
      kind: 'User',
      href: `/users/${encodeURIComponent(id)}`,
    }));
  });
}
