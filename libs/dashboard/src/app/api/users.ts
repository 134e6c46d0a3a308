import type { AdminUserView, SessionView } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

export const USERS_PAGE = 50;
export const userPath = (id: string): string => `/admin/users/${encodeURIComponent(id)}`;

export const listUsers = (search: string | undefined, offset = 0, signal?: AbortSignal) =>
  api.get<{ items: AdminUserView[]; total: number }>(
    '/admin/users',
    { limit: USERS_PAGE, offset: offset || undefined, search },
    signal,
  );

export const useUsers = (search: string | undefined, offset: number) =>
  useQuery({
    queryKey: ['users', { search, offset }],
    queryFn: ({ signal }) => listUsers(search, offset, signal),
    placeholderData: keepPreviousData,
  });

/** Where a user is kept in the cache. */
export const userKey = (id: string) => ['users', id] as const;

export const useUser = (id: string) =>
  useQuery({
    queryKey: userKey(id),
    queryFn: ({ signal }) => api.get<AdminUserView>(userPath(id), undefined, signal),
  });

export const useUserSessions = (id: string) =>
  useQuery({
    queryKey: ['users', id, 'sessions'],
    queryFn: ({ signal }) =>
      api.get<{ items: SessionView[]; total: number }>(
        `${userPath(id)}/sessions`,
        undefined,
        signal,
      ),
  });
