import { api } from '@kit/api/client';
import { Button } from '@kit/button';
import { FormError } from '@kit/form/field';
import { SelectField, TextField } from '@kit/form/inputs';
import { useForm } from '@kit/form/use-form';
import { Actions, Dialog } from '@kit/overlay/dialog';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { collectionPath } from '../api/collections';
import { PRESETS } from './access/presets';

const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** Creates a collection with a name and who may see its records. */
export function NewCollection({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { values, errors, failure, busy, set, form } = useForm({
    initial: { name: '', access: 'owner' },
    check: ({ name }): Record<string, string> =>
      NAME.test(name) ? {} : { name: '1 to 64 letters, digits, "_" or "-"' },
    submit: async ({ name, access }) => {
      await api.put(collectionPath(name), access === 'owner' ? {} : { access });
      void client.invalidateQueries({ queryKey: ['collections'] });
      await navigate({ to: '/data/$collection', params: { collection: name } });
    },
  });
  return (
    <Dialog open onClose={onClose} title="New collection">
      <form {...form} className="space-y-4">
        <FormError message={failure} />
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          spellCheck={false}
          value={values.name}
          error={errors['name']}
          onValue={(value) => set('name', value)}
        />
        <SelectField
          label="Who may see its records"
          value={values.access}
          options={PRESETS.map(({ value, title }) => [value, title] as const)}
          hint={PRESETS.find(({ value }) => value === values.access)?.meaning}
          onValue={(value) => set('access', value)}
        />
        <Actions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={busy}>
            Create collection
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
