import type { AppSettings, UpdateSettings } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { queryClient } from '@kit/api/query-client';
import { useQuery } from '@tanstack/react-query';

const KEY = ['settings'];

export const useSettings = () =>
  useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<AppSettings>('/admin/settings', undefined, signal),
  });

export async function updateSettings(part: UpdateSettings): Promise<AppSettings> {
  const settings = await api.patch<AppSettings>('/admin/settings', part);
  queryClient.setQueryData(KEY, settings);
  return settings;
}
