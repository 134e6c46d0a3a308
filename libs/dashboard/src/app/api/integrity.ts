import type { IntegrityView } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { useQuery } from '@tanstack/react-query';

/** When the data was last looked at, and what was found. */
export const useIntegrity = () =>
  useQuery({
    queryKey: ['integrity'],
    queryFn: ({ signal }) => api.get<IntegrityView>('/admin/integrity', undefined, signal),
  });
