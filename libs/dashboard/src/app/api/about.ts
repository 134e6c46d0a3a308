import type { AboutView } from '@appbase-pfe/types';
import { apiBase, pageBase } from '@kit/api/base-path';
import { api } from '@kit/api/client';
import { useQuery } from '@tanstack/react-query';

/**
 * The address at which apps reach this app's API. Under `/dashboard/` it is where the page came
 * from; on the dashboard's own port the server says on which port the API is.
 */
export function useApiAddress(): string | undefined {
  const own = pageBase.endsWith('/dashboard/');
  const about = useQuery({
    queryKey: ['about'],
    queryFn: () => api.get<AboutView>('/admin/about'),
    enabled: !own,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (own) return location.origin + apiBase.replace(/\/$/, '');
  return about.data && `${location.protocol}//${location.hostname}:${about.data.apiPort}`;
}
