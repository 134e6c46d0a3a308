import type { KeyKind, NewKeyView, Scope } from '@appbase-pfe/types';
import { api } from '../api/client';
import { queryClient } from '../api/query-client';
import { Checkbox, SelectField, TextField } from '../form/inputs';
import { SubmitForm } from '../form/submit-form';
import { useForm } from '../form/use-form';
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
  const { values, errors, set, field, ...sent } = useForm({
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
    <SubmitForm of={sent} action="Create key" onCancel={onCancel}>
      <TextField label="Name" autoComplete="off" placeholder="Web app" {...field('name')} />
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
      <SelectField label="Expires" options={EXPIRIES} {...field('days')} />
    </SubmitForm>
  );
}
