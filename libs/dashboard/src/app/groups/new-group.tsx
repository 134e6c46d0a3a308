import { api } from '@kit/api/client';
import { queryClient } from '@kit/api/query-client';
import { Button } from '@kit/button';
import { FormError } from '@kit/form/field';
import { TextField } from '@kit/form/inputs';
import { useForm } from '@kit/form/use-form';
import { Actions, Dialog } from '@kit/overlay/dialog';
import { useNavigate } from '@tanstack/react-router';

export function NewGroup({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const { values, errors, failure, busy, set, form } = useForm({
    initial: { name: '' },
    submit: async (input) => {
      await api.post('/admin/groups', input);
      void queryClient.invalidateQueries({ queryKey: ['groups'] });
      await navigate({ to: '/groups/$group', params: { group: input.name } });
    },
  });
  return (
    <Dialog open onClose={onClose} title="New group">
      <form {...form} className="space-y-4">
        <FormError message={failure} />
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          hint={'Letters, digits, "_" and "-". It cannot be changed later.'}
          value={values.name}
          error={errors['name']}
          onValue={(value) => set('name', value)}
        />
        <Actions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={busy}>
            Create group
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
