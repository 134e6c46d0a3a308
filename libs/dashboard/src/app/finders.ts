import type { GroupList, StorageUsage } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { queryClient } from '@kit/api/query-client';
import { type Finding, addFinder } from '@kit/shell/finders';
import { listRecords } from './api/records';
import { listUsers } from './api/users';
import type { CollectionView } from './api/views';

/** Texts that may be an id: ids of records can be shorter, then the collection says which is meant. */
const ID = /^[A-Za-z0-9_-]{20,64}$/;
const PLACE = /^([A-Za-z0-9_-]{1,64})\/([A-Za-z0-9_-]{8,64})$/;

/** What the palette finds in one app: collections, buckets, groups, users, and records by id. */
export function teachPalette(): void {
  addFinder(async (text) =>
    named(await names(collections), text, 'Collection', (name) => `/data/${name}`),
  );
  addFinder(async (text) =>
    named(await names(buckets), text, 'Bucket', (name) => `/files/${name}`),
  );
  addFinder(async (text) => named(await names(groups), text, 'Group', (name) => `/groups/${name}`));
  addFinder(async (text, signal) => {
    if (text.length < 2) return [];
    const { items } = await listUsers(text, 0, signal);
    return items.map(({ id, email }) => ({
      title: email,
      kind: 'User',
      href: `/users/${encodeURIComponent(id)}`,
    }));
  });
  addFinder(async (text, signal) => {
    const place = PLACE.exec(text);
    if (place) return recordIn(place[1]!, place[2]!, signal);
    if (!ID.test(text)) return [];
    const all = await names(collections);
    return (await Promise.all(all.map((name) => recordIn(name, text, signal)))).flat();
  });
}

const named = (
  all: readonly string[],
  text: string,
  kind: string,
  path: (name: string) => string,
): Finding[] =>
  all
    .filter((name) => name.toLowerCase().includes(text.toLowerCase()))
    .map((name) => ({ title: name, kind, href: path(encodeURIComponent(name)) }));

/** The record with this id, asked for as a list: that it is not there is no failure. */
async function recordIn(collection: string, id: string, signal: AbortSignal): Promise<Finding[]> {
  const filter = JSON.stringify({ $id: id });
  const { items } = await listRecords(collection, { filter, limit: 1, total: false }, signal);
  return items.map((record) => ({
    title: record.id,
    kind: `Record of ${collection}`,
    href: `/data/${encodeURIComponent(collection)}?record=${encodeURIComponent(record.id)}`,
  }));
}

/** Names that are asked for once while somebody types. */
const names = ({ key, read }: { key: string; read: () => Promise<string[]> }) =>
  queryClient.fetchQuery({ queryKey: ['names', key], queryFn: read, staleTime: 3_000 });

const collections = {
  key: 'collections',
  read: async () =>
    (await api.get<{ items: CollectionView[] }>('/admin/collections', { limit: 100 })).items.map(
      ({ name }) => name,
    ),
};
const buckets = {
  key: 'buckets',
  read: async () =>
    (await api.get<StorageUsage>('/admin/storage/usage')).byBucket.map(({ bucket }) => bucket),
};
const groups = {
  key: 'groups',
  read: async () =>
    (await api.get<GroupList>('/admin/groups', { limit: 100 })).items.map(({ name }) => name),
};
