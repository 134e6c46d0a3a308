import type { AdminUserView } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { queryClient } from '@kit/api/query-client';
import { SubmitForm } from '@kit/form/submit-form';
import { useForm } from '@kit/form/use-form';
import { Dialog } from '@kit/overlay/dialog';
import { toast } from '@kit/overlay/toast';
import { userPath } from '../api/users';
import { newPassword } from '@kit/form/new-password';
import { PasswordField } from '@kit/form/password-field';

interface Props {
  user: AdminUserView;
  onClose: () => void;
}

/** Gives a user a password to come back with; it has to be changed at the next sign-in. */
export function TemporaryPassword({ user, onClose }: Props) {
  const { field, ...sent } = useForm({
    initial: { newPassword: newPassword() },
    submit: async (body) => {
      await api.post(`${userPath(user.id)}/password`, body);
      toast.success('Temporary password set');
      void queryClient.invalidateQueries({ queryKey: ['users'] });
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Set a temporary password"
      description={`For ${user.email}. All sessions end; the first thing asked for is a new password.`}
    >
      <SubmitForm of={sent} action="Set password" onCancel={onClose}>
        <PasswordField label="Temporary password" {...field('newPassword')} />
      </SubmitForm>
    </Dialog>
  );
}
