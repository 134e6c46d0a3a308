import type { SetupState } from '@appbase-pfe/types';
import { useQuery } from '@tanstack/react-query';
import { ApiError } from './api-error';
import { api } from './client';
import { queryClient } from './query-client';

const KEY = ['setup'];

/**
 * Whether the first operator is still to be made; undefined until the server has said so. An app that
 * a control plane runs has no operators of its own, and so no setup.
 */
export function useSetupDue(): boolean | undefined {
  const state = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }): Promise<SetupState> => {
      try {
        return await api.get<SetupState>('/operator/setup', undefined, signal);
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return { due: false };
        throw error;
      }
    },
  });
  // A server that cannot be asked says so itself when somebody signs in.
  return state.error ? false : state.data?.due;
}

/** After the setup there is none any more. */
export const setupIsDone = (): void => {
  queryClient.setQueryData<SetupState>(KEY, { due: false });
};
