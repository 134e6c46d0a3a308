import type {
  BucketList,
  BucketView,
  FileVersions,
  FileView,
  SignedLink,
  StorageUsage,
} from '@appbase-pfe/types';
import { ApiError } from '@kit/api/api-error';
import { api } from '@kit/api/client';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';

export const bucketPath = (bucket: string): string =>
  `/admin/buckets/${encodeURIComponent(bucket)}`;
export const filesPath = (bucket: string): string => `${bucketPath(bucket)}/files`;
export const filePath = (bucket: string, id: string): string =>
  `${filesPath(bucket)}/${encodeURIComponent(id)}`;

interface FilePage {
  items: FileView[];
  total: number;
  nextCursor?: string;
}

const PAGE = 100;

/** The files of a bucket, a page more at each request. */
export const useFiles = (bucket: string) =>
  useInfiniteQuery({
    queryKey: ['files', bucket],
    queryFn: ({ pageParam, signal }) =>
      api.get<FilePage>(filesPath(bucket), { limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });

export const useBuckets = () =>
  useQuery({
    queryKey: ['buckets'],
    queryFn: ({ signal }) => api.get<BucketList>('/admin/buckets', { limit: 100 }, signal),
  });

/** Where a bucket is kept in the cache. */
export const bucketKey = (bucket: string) => ['buckets', bucket] as const;

/** A bucket with its settings; one that has neither files nor settings yet is as a new one would be. */
export const useBucket = (bucket: string) =>
  useQuery({
    queryKey: bucketKey(bucket),
    queryFn: async ({
      signal,
    }): Promise<Pick<BucketView, 'access' | 'fileCount' | 'totalBytes'>> => {
      try {
        return await api.get<BucketView>(bucketPath(bucket), undefined, signal);
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 404) throw error;
        return { access: 'owner', fileCount: 0, totalBytes: 0 };
      }
    },
  });

export const useUsage = () =>
  useQuery({
    queryKey: ['usage'],
    queryFn: ({ signal }) => api.get<StorageUsage>('/admin/storage/usage', undefined, signal),
  });

export const useVersions = (bucket: string, id: string) =>
  useQuery({
    queryKey: ['files', bucket, id, 'versions'],
    queryFn: ({ signal }) =>
      api.get<FileVersions>(`${filePath(bucket, id)}/versions`, undefined, signal),
  });

export const signLink = (bucket: string, id: string, expiresIn: number) =>
  api.post<SignedLink>(`${filePath(bucket, id)}/url`, { expiresIn });
