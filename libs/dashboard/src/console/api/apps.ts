import type { AppEventPage, AppPage, AppState, AppStats, AppView } from '@appbase-pfe/types';
import { api, send } from '@kit/api/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

export const appPath = (id: string): string => `/apps/${encodeURIComponent(id)}`;
/** The screen of an app. */
export const appHref = ({ slug }: AppView): string => `/apps/${encodeURIComponent(slug)}`;

const MOVING: readonly AppState[] = [
  'provisioning',
  'starting',
  'restarting',
  'stopping',
  'deleting',
];
/** On its way to another state. */
export const isMoving = ({ state }: AppView): boolean => MOVING.includes(state);

/** News come by the stream; conditions have none, so what moves is also asked for. */
const pace = (apps: readonly AppView[] | undefined): number =>
  apps?.some(isMoving) ? 1_500 : 10_000;

export const listApps = (search: string, signal?: AbortSignal) =>
  api.get<AppPage>('/apps', { limit: 100, search: search || undefined }, signal);

export const useApps = (search: string) =>
  useQuery({
    queryKey: ['apps', 'list', search],
    queryFn: ({ signal }) => listApps(search, signal),
    refetchInterval: ({ state }) => pace(state.data?.items),
    placeholderData: keepPreviousData,
  });

export const useDeletedApps = () =>
  useQuery({
    queryKey: ['apps', 'deleted'],
    queryFn: ({ signal }) => api.get<AppPage>('/apps', { limit: 100, state: 'deleted' }, signal),
  });

export const useApp = (id: string) =>
  useQuery({
    queryKey: ['apps', 'one', id],
    queryFn: ({ signal }) => api.get<AppView>(appPath(id), undefined, signal),
    refetchInterval: ({ state }) => pace(state.data && [state.data]),
  });

export const useAppEvents = (id: string) =>
  useQuery({
    queryKey: ['apps', 'events', id],
    queryFn: ({ signal }) => api.get<AppEventPage>(`${appPath(id)}/events`, { limit: 100 }, signal),
  });

export const useAppStats = (id: string) =>
  useQuery({
    queryKey: ['stats', id],
    queryFn: ({ signal }) => api.get<AppStats>(`${appPath(id)}/stats`, undefined, signal),
    refetchInterval: 5_000,
  });

export const useAppLogs = (id: string, on: boolean) =>
  useQuery({
    queryKey: ['logs', id],
    queryFn: async ({ signal }) =>
      (await send(`${appPath(id)}/logs`, { query: { tail: 200 }, signal })).text(),
    refetchInterval: on ? 2_000 : false,
  });
