import { Button } from '@kit/button';
import { TextField } from '@kit/form/inputs';
import { useState } from 'react';
import type { AuditSearch } from '../api/audit';

interface Props {
  search: AuditSearch;
  onSearch: (part: AuditSearch) => void;
}

const ACTIONS = [
  'user.register',
  'user.login',
  'user.login-failed',
  'record.create',
  'record.update',
  'record.delete',
  'file.upload',
  'file.update',
  'file.delete',
  'file.link',
  'file.missing',
  'file.damaged',
  'file.unreadable',
  'file.whole-again',
  'key.create',
  'key.rotate',
  'key.revoke',
  'settings.update',
  'operator.login',
];

/** Narrows the log by action, actor and days. */
export function AuditFilter({ search, onSearch }: Props) {
  const { action = '', actor = '', from = '', to = '' } = search;
  const [values, setValues] = useState({ action, actor, from, to });
  const set = (name: keyof typeof values) => (value: string) =>
    setValues((now) => ({ ...now, [name]: value }));
  const active = Boolean(action || actor || from || to || search.userId);
  return (
    <form
      className="mb-4 flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch({
          action: values.action.trim() || undefined,
          actor: values.actor.trim() || undefined,
          from: values.from || undefined,
          to: values.to || undefined,
        });
      }}
    >
      <datalist id="audit-actions">
        {ACTIONS.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <TextField
        label="Action"
        list="audit-actions"
        className="w-full sm:w-48"
        value={values.action}
        onValue={set('action')}
      />
      <TextField
        label="By"
        placeholder="operator:…"
        className="w-full sm:w-56"
        value={values.actor}
        onValue={set('actor')}
      />
      <TextField
        label="From"
        type="date"
        className="w-[calc(50%-0.375rem)] sm:w-40"
        value={values.from}
        onValue={set('from')}
      />
      <TextField
        label="To"
        type="date"
        className="w-[calc(50%-0.375rem)] sm:w-40"
        value={values.to}
        onValue={set('to')}
      />
      <Button type="submit">Apply</Button>
      {active && (
        <Button
          look="quiet"
          onClick={() => {
            setValues({ action: '', actor: '', from: '', to: '' });
            onSearch({
              action: undefined,
              actor: undefined,
              from: undefined,
              to: undefined,
              userId: undefined,
            });
          }}
        >
          Clear
        </Button>
      )}
    </form>
  );
}
