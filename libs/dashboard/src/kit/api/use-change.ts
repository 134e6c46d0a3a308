import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from '../overlay/toast';
import { messageOf } from './api-error';

interface Options<T> {
  /** What to read again afterwards. */
  refresh?: QueryKey[];
  done?: string | ((result: T) => string);
  onDone?: (result: T) => void;
  /** Set when the form shows the error itself. */
  quiet?: boolean;
}

/**
 * A change on the server: says that it is done, or why not, and reads again what it touched. It is
 * pending no longer than the change itself: a button that waited for a long list to be read again
 * would take no press for the next change.
 */
export function useChange<V, T>(change: (input: V) => Promise<T>, options: Options<T> = {}) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (result) => {
      const { done } = options;
      if (done) toast.success(typeof done === 'string' ? done : done(result));
      options.onDone?.(result);
      for (const queryKey of options.refresh ?? []) void client.invalidateQueries({ queryKey });
    },
    onError: (error) => {
      if (!options.quiet) toast.error(messageOf(error));
    },
  });
}
