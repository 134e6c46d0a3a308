import type { KeyKind, NewKeyView, Scope } from '@appbase-pfe/types';
import { api } from '../api/client';
import { queryClient } from '../api/query-client';
import { Button } from '../button';
import { FormError } from '../form/field';
import { Checkbox, SelectField, TextField } from '../form/inputs';
import { useForm } from '../form/use-form';
import { Actions } from '../overlay/dialog';
import type { KeySource } from './key-source';
import { SCOPES } from './scopes';

interface Props {
  source: KeySource;
  onMade: (key: NewKeyView) => void;
  onCancel?: () => void;
  name?: string;
}

const DAY = 24 * 60 * 60 * 1000;
const EXPIRIES = [
  ['0', 'never'],
  ['7', 'in 7 days'],
  ['30', 'in 30 days'],
  ['90', 'in 90 days'],
  ['365', 'in one year'],
] as const;

/** Name, kind, scopes and expiry of a new key. */
export function KeyForm({ source, onMade, onCancel, name = '' }: Props) {
  const { values, errors, failure, busy, set, form } = useForm({
    initial: { name, kind: 'live' as KeyKind, scopes: [] as Scope[], days: '0' },
    check: (input): Record<string, string> => ({
      ...(input.name.trim() === '' && { name: 'Give it a name that says where it is used' }),
      ...(input.kind === 'secret' &&
        input.scopes.length === 0 && { scopes: 'Choose at least one' }),
    }),
    submit: async (input) => {
      const made = await api.post<NewKeyView>(source.path, {
        name: input.name.trim(),
        kind: input.kind,
        ...(input.kind === 'secret' && { scopes: input.scopes }),
        ...(input.days !== '0' && {
          expiresAt: new Date(Date.now() + Number(input.days) * DAY).toISOString(),
        }),
      });
      void queryClient.invalidateQueries({ queryKey: source.queryKey });
      onMade(made);
    },
  });
  const toggle = (scope: Scope) =>
    set(
      'scopes',
      values.scopes.includes(scope)
        ? values.scopes.filter((one) => one !== scope)
        : [...values.scopes, scope],
    );
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
                onChange={() => toggle(scope)}
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
      <SelectField
        label="Expires"
        value={values.days}
        options={EXPIRIES}
        onValue={(value) => set('days', value)}
      />
      <Actions>
        {onCancel && <Button onClick={onCancel}>Cancel</Button>}
        <Button type="submit" look="primary" busy={busy}>
          Create key
        </Button>
      </Actions>
    </form>
  );
}
