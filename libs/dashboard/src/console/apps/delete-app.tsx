import type { AppView } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { useChange } from '@kit/api/use-change';
import { Confirm } from '@kit/overlay/confirm';
import { appPath } from '../api/apps';

interface Props {
  app: AppView;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Deletes an app; says what is kept, and for how long. */
export function DeleteApp({ app, onClose, onDeleted }: Props) {
  const remove = useChange(() => api.delete<AppView>(appPath(app.id)), {
    refresh: [['apps']],
    done: `${app.name} is deleted. Its data are kept for 7 days`,
    onDone: () => {
      onClose();
      onDeleted?.();
    },
  });
  return (
    <Confirm
      open
      onClose={onClose}
      onConfirm={() => remove.mutate(undefined)}
      title={`Delete ${app.name}?`}
      action="Delete app"
      busy={remove.isPending}
      typed={app.slug}
    >
      <p>
        It stops at once: everything that uses <strong>{app.name}</strong> is cut off.
      </p>
      <p>
        Its users, records, files and keys are <strong>kept for 7 days</strong> and can be restored
        under “Deleted apps”. After that they are gone.
      </p>
    </Confirm>
  );
}

/** Wipes a deleted app before its 7 days are over. */
export function WipeApp({ app, onClose }: Props) {
  const wipe = useChange(
    () =>
      api.delete<AppView>(appPath(app.id), undefined, {
        query: { purge: true, confirm: app.slug },
      }),
    { refresh: [['apps']], done: `Nothing of ${app.name} is left`, onDone: onClose },
  );
  return (
    <Confirm
      open
      onClose={onClose}
      onConfirm={() => wipe.mutate(undefined)}
      title={`Wipe ${app.name} now?`}
      action="Wipe for good"
      busy={wipe.isPending}
      typed={app.slug}
    >
      <p>
        All users, records, files and keys of <strong>{app.name}</strong> are destroyed{' '}
        <strong>now</strong>. Nobody can bring them back.
      </p>
    </Confirm>
  );
}
