import type { OperatorRole } from '@appbase-pfe/types';
import { api } from '../api/client';
import { queryClient } from '../api/query-client';
import { SelectField, TextField } from '../form/inputs';
import { SubmitForm } from '../form/submit-form';
import { useForm } from '../form/use-form';
import { Dialog } from '../overlay/dialog';
import { toast } from '../overlay/toast';
import { PasswordField } from '../form/password-field';
import { ROLES } from './roles';

export function NewOperator({ onClose }: { onClose: () => void }) {
  const { values, set, field, ...sent } = useForm({
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
      <SubmitForm of={sent} action="Add operator" onCancel={onClose}>
        <TextField label="Email" type="email" autoComplete="off" {...field('email')} />
        <PasswordField label="First password" {...field('password')} />
        <SelectField
          label="Role"
          value={values.role}
          options={ROLES}
          onValue={(value) => set('role', value as OperatorRole)}
        />
      </SubmitForm>
    </Dialog>
  );
}
