import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error';

/** The cache of what the server said. Works without internet: `navigator.onLine` is not asked. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 5_000,
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiError && [0, 503].includes(error.status),
    },
    mutations: { networkMode: 'always' },
  },
});
