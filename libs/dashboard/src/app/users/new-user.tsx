import type { AdminUserView } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { queryClient } from '@kit/api/query-client';
import { TextField } from '@kit/form/inputs';
import { SubmitForm } from '@kit/form/submit-form';
import { useForm } from '@kit/form/use-form';
import { Dialog } from '@kit/overlay/dialog';
import { toast } from '@kit/overlay/toast';
import { useNavigate } from '@tanstack/react-router';
import { PasswordField } from '@kit/form/password-field';

/** Creates a user with a first password. */
export function NewUser({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const { field, ...sent } = useForm({
    initial: { email: '', password: '' },
    submit: async (input) => {
      const user = await api.post<AdminUserView>('/admin/users', {
        ...input,
        email: input.email.trim(),
      });
      toast.success('User created');
      void queryClient.invalidateQueries({ queryKey: ['users'] });
      await navigate({ to: '/users/$user', params: { user: user.id } });
    },
  });
  return (
    <Dialog open onClose={onClose} title="New user">
      <SubmitForm of={sent} action="Create user" onCancel={onClose}>
        <TextField label="Email" type="email" autoComplete="off" {...field('email')} />
        <PasswordField label="First password" {...field('password')} />
      </SubmitForm>
    </Dialog>
  );
}
