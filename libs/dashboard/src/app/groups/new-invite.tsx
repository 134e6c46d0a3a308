import type { NewInviteView } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { queryClient } from '@kit/api/query-client';
import { Button } from '@kit/button';
import { CodeBlock } from '@kit/code-block';
import { SelectField, TextField } from '@kit/form/inputs';
import { SubmitForm } from '@kit/form/submit-form';
import { useForm } from '@kit/form/use-form';
import { counted, moment } from '@kit/format';
import { Actions, Dialog } from '@kit/overlay/dialog';
import { useState } from 'react';
import { invitesPath } from '../api/groups';

const LIVES = [
  ['3600', 'one hour'],
  ['86400', 'one day'],
  ['604800', 'one week'],
  ['2592000', '30 days'],
] as const;
const MOST_USES = 1000;

/** Makes a code of limited life and uses, and shows it, once. */
export function NewInvite({ group, onClose }: { group: string; onClose: () => void }) {
  const [made, setMade] = useState<NewInviteView>();
  const { field, ...sent } = useForm({
    initial: { uses: '1', expiresIn: '86400' },
    check: ({ uses }): Record<string, string> =>
      /^\d+$/.test(uses) && Number(uses) >= 1 && Number(uses) <= MOST_USES
        ? {}
        : { uses: `A whole number from 1 to ${MOST_USES}` },
    submit: async ({ uses, expiresIn }) => {
      const body = { uses: Number(uses), expiresIn: Number(expiresIn) };
      setMade(await api.post<NewInviteView>(invitesPath(group), body));
      void queryClient.invalidateQueries({ queryKey: ['groups', group, 'invites'] });
    },
  });
  if (made)
    return (
      <Dialog open sticky onClose={onClose} title="The invite">
        <p className="mb-3">
          Give this code to {counted(made.uses, 'user')}. The server keeps only its fingerprint, so
          it <strong>cannot be shown again</strong>.
        </p>
        <CodeBlock code={made.code} what="code" />
        <p className="text-muted mt-3 text-sm">
          In the app: <code>groups.join(code)</code>, or <code>POST /groups/join</code>. It ends{' '}
          {moment(made.expiresAt)}.
        </p>
        <Actions>
          <Button look="primary" onClick={onClose}>
            I have passed it on
          </Button>
        </Actions>
      </Dialog>
    );
  return (
    <Dialog open onClose={onClose} title={`Invite to ${group}`}>
      <SubmitForm of={sent} action="Make invite" onCancel={onClose}>
        <TextField
          label="How many users it lets in"
          inputMode="numeric"
          autoComplete="off"
          {...field('uses')}
        />
        <SelectField label="It ends after" options={LIVES} {...field('expiresIn')} />
      </SubmitForm>
    </Dialog>
  );
}
