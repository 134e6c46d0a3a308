import type { RecordView } from '@appbase-pfe/types';
import { api, send } from '@kit/api/client';
import { collectionPath } from './collections';

export interface RecordQuery {
  filter?: string | undefined;
  sort?: string | undefined;
  /** Words that must all be there; without a sort the best come first. */
  search?: string | undefined;
}

export interface RecordPage {
  items: RecordView[];
  total?: number;
  nextCursor?: string;
}

/** A record and the version it was read at. */
export interface ReadRecord {
  record: RecordView;
  etag: string | undefined;
}

export const recordsPath = (collection: string): string => `${collectionPath(collection)}/records`;
export const recordPath = (collection: string, id: string): string =>
  `${recordsPath(collection)}/${encodeURIComponent(id)}`;

/** Where records of a collection are kept in the cache. */
export const recordsKey = (collection: string) => ['records', collection] as const;

/** Where the record that is looked at is kept in the cache; its history lies below. */
export const recordKey = (collection: string, id: string) =>
  [...recordsKey(collection), 'one', id] as const;

export const listRecords = (
  collection: string,
  query: RecordQuery & { limit?: number; offset?: number; cursor?: string; total?: boolean },
  signal?: AbortSignal,
): Promise<RecordPage> => api.get(recordsPath(collection), { ...query }, signal);

const readRecord = async (response: Response): Promise<ReadRecord> => ({
  record: ((await response.json()) as { data: RecordView }).data,
  etag: response.headers.get('etag') ?? undefined,
});

export const getRecord = async (collection: string, id: string, signal?: AbortSignal) =>
  readRecord(await send(recordPath(collection, id), signal ? { signal } : {}));

/** Replaces the data; refused with 412 when the record has changed since `etag`. */
export const replaceRecord = async (
  collection: string,
  id: string,
  data: unknown,
  etag: string | undefined,
): Promise<ReadRecord> =>
  readRecord(
    await send(recordPath(collection, id), {
      method: 'PUT',
      body: { data },
      ...(etag && { headers: { 'if-match': etag } }),
    }),
  );

/** All records that match, page by page. */
export async function* allRecords(
  collection: string,
  query: RecordQuery,
  signal: AbortSignal,
): AsyncGenerator<RecordView[]> {
  let cursor: string | undefined;
  do {
    const page: RecordPage = await listRecords(
      collection,
      { ...query, limit: 100, total: false, ...(cursor && { cursor }) },
      signal,
    );
    yield page.items;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
