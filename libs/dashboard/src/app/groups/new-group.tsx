import { api } from '@kit/api/client';
import { queryClient } from '@kit/api/query-client';
import { TextField } from '@kit/form/inputs';
import { SubmitForm } from '@kit/form/submit-form';
import { useForm } from '@kit/form/use-form';
import { Dialog } from '@kit/overlay/dialog';
import { useNavigate } from '@tanstack/react-router';

export function NewGroup({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const { field, ...sent } = useForm({
    initial: { name: '' },
    submit: async (input) => {
      await api.post('/admin/groups', input);
      void queryClient.invalidateQueries({ queryKey: ['groups'] });
      await navigate({ to: '/groups/$group', params: { group: input.name } });
    },
  });
  return (
    <Dialog open onClose={onClose} title="New group">
      <SubmitForm of={sent} action="Create group" onCancel={onClose}>
        <TextField
          label="Name"
          autoComplete="off"
          hint={'Letters, digits, "_" and "-". It cannot be changed later.'}
          {...field('name')}
        />
      </SubmitForm>
    </Dialog>
  );
}
