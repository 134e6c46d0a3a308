import type { AdminUserView } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { queryClient } from '@kit/api/query-client';
import { Button } from '@kit/button';
import { FormError } from '@kit/form/field';
import { TextField } from '@kit/form/inputs';
import { useForm } from '@kit/form/use-form';
import { Actions, Dialog } from '@kit/overlay/dialog';
import { toast } from '@kit/overlay/toast';
import { useNavigate } from '@tanstack/react-router';
import { PasswordField } from '@kit/form/password-field';

/** Creates a user with a first password. */
export function NewUser({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const { values, errors, failure, busy, set, form } = useForm({
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
      <form {...form} className="space-y-4">
        <FormError message={failure} />
        <TextField
          label="Email"
          name="email"
          type="email"
          autoComplete="off"
          value={values.email}
          error={errors['email']}
          onValue={(value) => set('email', value)}
        />
        <PasswordField
          label="First password"
          name="password"
          value={values.password}
          error={errors['password']}
          onValue={(value) => set('password', value)}
        />
        <Actions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={busy}>
            Create user
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
