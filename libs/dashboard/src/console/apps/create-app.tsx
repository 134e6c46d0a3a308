import type { CreatedApp } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { queryClient } from '@kit/api/query-client';
import { TextField } from '@kit/form/inputs';
import { SubmitForm } from '@kit/form/submit-form';
import { useForm } from '@kit/form/use-form';
import { Dialog } from '@kit/overlay/dialog';
import { useState } from 'react';
import { NewApp } from './new-app';

/** From a name to an app that runs, with its first key. */
export function CreateApp({ onClose }: { onClose: () => void }) {
  const [created, setCreated] = useState<CreatedApp>();
  return (
    <Dialog
      open
      sticky={created !== undefined}
      wide={created !== undefined}
      onClose={onClose}
      title={created ? created.app.name : 'Create an app'}
    >
      {created ? (
        <NewApp created={created} onDone={onClose} />
      ) : (
        <NameForm onCreated={setCreated} onCancel={onClose} />
      )}
    </Dialog>
  );
}

function NameForm(props: { onCreated: (created: CreatedApp) => void; onCancel: () => void }) {
  const { field, ...sent } = useForm({
    initial: { name: '', slug: '' },
    check: (input): Record<string, string> =>
      input.name.trim() === '' ? { name: 'Give the app a name' } : {},
    submit: async ({ name, slug }) => {
      const body = { name: name.trim(), ...(slug.trim() !== '' && { slug: slug.trim() }) };
      const created = await api.post<CreatedApp>('/apps', body);
      void queryClient.invalidateQueries({ queryKey: ['apps'] });
      props.onCreated(created);
    },
  });
  return (
    <SubmitForm of={sent} action="Create app" onCancel={props.onCancel}>
      <TextField
        label="Name"
        autoComplete="off"
        autoFocus
        placeholder="Clinic"
        {...field('name')}
      />
      <TextField
        label="Short name"
        autoComplete="off"
        spellCheck={false}
        hint="Part of its address: a-z, 0-9 and -. Made from the name when left empty; it never changes."
        {...field('slug')}
      />
    </SubmitForm>
  );
}
