import type { FileVersions, FileView, SignedLink, StorageUsage } from '@appbase-pfe/types';
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
