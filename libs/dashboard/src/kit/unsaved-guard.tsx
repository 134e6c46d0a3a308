import { useBlocker } from '@tanstack/react-router';
import { Confirm } from './overlay/confirm';

/** While something is not saved, leaving the screen or the page asks first. */
export function UnsavedGuard({ dirty }: { dirty: boolean }) {
  const blocker = useBlocker({
    shouldBlockFn: () => dirty,
    enableBeforeUnload: dirty,
    withResolver: true,
  });
  return (
    <Confirm
      open={blocker.status === 'blocked'}
      onClose={() => blocker.reset?.()}
      onConfirm={() => blocker.proceed?.()}
      title="Leave without saving?"
      action="Leave"
    >
      <p>What you changed here has not been saved and will be lost.</p>
    </Confirm>
  );
}
