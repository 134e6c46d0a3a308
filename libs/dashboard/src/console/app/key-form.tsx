import type { AppView, KeyKind, NewKeyView, Scope } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { queryClient } from '@kit/api/query-client';
import { Button } from '@kit/button';
import { FormError } from '@kit/form/field';
import { Checkbox, SelectField, TextField } from '@kit/form/inputs';
import { useForm } from '@kit/form/use-form';
import { Actions } from '@kit/overlay/dialog';
import { SCOPES } from '../../app/keys/scopes';
import { appPath } from '../api/apps';

interface Props {
  app: AppView;
  onMade: (key: NewKeyView) => void;
  onCancel: () => void;
}

/** Name, kind and scopes of a new key of an app. */
export function KeyForm({ app, onMade, onCancel }: Props) {
  const { values, errors, failure, busy, set, form } = useForm({
    initial: { name: '', kind: 'live' as KeyKind, scopes: [] as Scope[] },
    check: (input): Record<string, string> => ({
      ...(input.name.trim() === '' && { name: 'Give it a name that says where it is used' }),
      ...(input.kind === 'secret' &&
        input.scopes.length === 0 && { scopes: 'Choose at least one' }),
    }),
    submit: async ({ name, kind, scopes }) => {
      const body = { name: name.trim(), kind, ...(kind === 'secret' && { scopes }) };
      const made = await api.post<NewKeyView>(`${appPath(app.id)}/keys`, body);
      void queryClient.invalidateQueries({ queryKey: ['keys', app.id] });
      onMade(made);
    },
  });
  const toggle = (scope: Scope, on: boolean) =>
    set('scopes', on ? [...values.scopes, scope] : values.scopes.filter((one) => one !== scope));
  return (
    <form {...form} className="space-y-4">
      <FormError message={failure} />
      <TextField
        label="Name"
        name="name"
        autoComplete="off"
        placeholder="Web app"
        value={values.name}
        error={errors['name']}
        onValue={(value) => set('name', value)}
      />
      <SelectField
        label="Kind"
        value={values.kind}
        options={[
          ['live', 'Live: for apps, browsers and phones'],
          ['secret', 'Secret: for servers and scripts'],
        ]}
        onValue={(value) => set('kind', value as KeyKind)}
      />
      {values.kind === 'secret' && (
        <fieldset>
          <legend className="mb-1 font-semibold">What it may do</legend>
          <div className="grid gap-1 sm:grid-cols-2">
            {SCOPES.map(([scope, meaning]) => (
              <Checkbox
                key={scope}
                label={meaning}
                checked={values.scopes.includes(scope)}
                onChange={(on) => toggle(scope, on)}
              />
            ))}
          </div>
          {errors['scopes'] && (
            <p role="alert" className="text-danger mt-1 text-sm font-semibold">
              {errors['scopes']}
            </p>
          )}
        </fieldset>
      )}
      <Actions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" look="primary" busy={busy}>
          Create key
        </Button>
      </Actions>
    </form>
  );
}
