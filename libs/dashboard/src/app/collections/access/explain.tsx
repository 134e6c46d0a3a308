import { messageOf } from '@kit/api/api-error';
import { api } from '@kit/api/client';
import { Badge } from '@kit/badge';
import { Button } from '@kit/button';
import { SelectField, TextArea, TextField } from '@kit/form/inputs';
import { Card } from '@kit/page';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { UserField, userIdOf } from '../../users/user-field';
import { parseData } from '../record/record-text';

interface Explanation {
  allowed: boolean;
  because: unknown;
}

const ACTIONS = ['read', 'create', 'update', 'delete'] as const;

/** A collection or a bucket. */
export type Explained = { collection: string } | { bucket: string };

/** "Test as user": whether a user may do something, and which clause decided. */
export function Explain({ of, unsaved }: { of: Explained; unsaved: boolean }) {
  const thing = 'collection' in of ? 'record' : 'file';
  const [action, setAction] = useState('read');
  const [user, setUser] = useState('');
  const [id, setId] = useState('');
  const [text, setText] = useState('');
  const test = useMutation({
    mutationFn: async () => {
      const { data, wrong } =
        text.trim() === '' ? { data: undefined, wrong: undefined } : parseData(text);
      if (wrong) throw new Error(wrong);
      const userId = await userIdOf(user);
      return api.post<Explanation>('/admin/access/explain', {
        ...of,
        action,
        ...(userId && { userId }),
        ...(id.trim() && { [`${thing}Id`]: id.trim() }),
        ...(data && { data }),
      });
    },
  });
  return (
    <Card title="Test as a user" lead="Asks the server what the stored rules say.">
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          test.mutate();
        }}
      >
        <SelectField
          label="May this user"
          value={action}
          options={ACTIONS.map((name) => [name, `${name} a ${thing}`] as const)}
          onValue={setAction}
        />
        <UserField
          label="User"
          hint="By email or id. Empty: a guest who is not signed in"
          value={user}
          onValue={setUser}
        />
        {action !== 'create' && (
          <TextField
            label={thing === 'record' ? 'Record id' : 'File id'}
            value={id}
            autoComplete="off"
            onValue={setId}
          />
        )}
        {(action === 'create' || action === 'update') && (
          <TextArea
            label="Data as it will be (JSON)"
            {...(thing === 'file' && { hint: 'filename, mimeType, size and version' })}
            rows={3}
            spellCheck={false}
            value={text}
            onValue={setText}
          />
        )}
        <Button type="submit" busy={test.isPending}>
          Test
        </Button>
        {unsaved && (
          <p className="text-warn text-sm">
            What you changed is not part of this until it is saved.
          </p>
        )}
      </form>
      <div role="status" className="mt-4">
        {test.data && (
          <>
            <Badge tone={test.data.allowed ? 'platform' : 'danger'}>
              {test.data.allowed ? 'Allowed' : 'Denied'}
            </Badge>
            <pre
              tabIndex={0}
              aria-label="Because"
              className="bg-sunken mt-2 overflow-x-auto rounded-[8px] p-3 text-[13px]"
            >
              {typeof test.data.because === 'string'
                ? test.data.because
                : JSON.stringify(test.data.because, null, 2)}
            </pre>
          </>
        )}
        {test.error && <p className="text-danger whitespace-pre-line">{messageOf(test.error)}</p>}
      </div>
    </Card>
  );
}
