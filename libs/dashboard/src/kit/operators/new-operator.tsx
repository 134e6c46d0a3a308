import type { OperatorRole } from '@appbase-pfe/types';
import { api } from '../api/client';
import { queryClient } from '../api/query-client';
import { Button } from '../button';
import { FormError } from '../form/field';
import { SelectField, TextField } from '../form/inputs';
import { useForm } from '../form/use-form';
import { Actions, Dialog } from '../overlay/dialog';
import { toast } from '../overlay/toast';
import { PasswordField } from '../form/password-field';
import { ROLES } from './roles';

export function NewOperator({ onClose }: { onClose: () => void }) {
  const { values, errors, failure, busy, set, form } = useForm({
    initial: { email: '', password: '', role: 'operator' as OperatorRole },
    submit: async (input) => {
      await api.post('/operators', { ...input, email: input.email.trim() });
      toast.success('Operator added');
      void queryClient.invalidateQueries({ queryKey: ['operators'] });
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title="Add an operator">
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
        <SelectField
          label="Role"
          value={values.role}
          options={ROLES}
          onValue={(value) => set('role', value as OperatorRole)}
        />
        <Actions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={busy}>
            Add operator
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
