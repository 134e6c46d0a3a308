import { QueryClient, notifyManager } from '@tanstack/react-query';
import { ApiError } from './api-error';

// That a change is on its way is known before the next event: otherwise the second press of a double
// click, on a busy machine, would send the change again.
notifyManager.setScheduler(queueMicrotask);

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
