import { api } from '@kit/api/client';
import { SelectField, TextField } from '@kit/form/inputs';
import { SubmitForm } from '@kit/form/submit-form';
import { useForm } from '@kit/form/use-form';
import { Dialog } from '@kit/overlay/dialog';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { collectionPath } from '../api/collections';
import { PRESETS } from './access/presets';

const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** Creates a collection with a name and who may see its records. */
export function NewCollection({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { values, field, ...sent } = useForm({
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
      <SubmitForm of={sent} action="Create collection" onCancel={onClose}>
        <TextField label="Name" autoComplete="off" spellCheck={false} {...field('name')} />
        <SelectField
          label="Who may see its records"
          options={PRESETS.map(({ value, title }) => [value, title] as const)}
          hint={PRESETS.find(({ value }) => value === values.access)?.meaning}
          {...field('access')}
        />
      </SubmitForm>
    </Dialog>
  );
}
