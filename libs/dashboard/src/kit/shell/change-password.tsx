import { api } from '../api/client';
import { type SignedIn, session } from '../api/session';
import { Button } from '../button';
import { FormError } from '../form/field';
import { TextField } from '../form/inputs';
import { useForm } from '../form/use-form';
import { Actions, Dialog } from '../overlay/dialog';
import { toast } from '../overlay/toast';

interface Props {
  open: boolean;
  onClose: () => void;
}

export function ChangePassword({ open, onClose }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title="Change your password">
      <PasswordForm onDone={onClose} />
    </Dialog>
  );
}

function PasswordForm({ onDone }: { onDone: () => void }) {
  const { values, errors, failure, busy, set, form } = useForm({
    initial: { currentPassword: '', newPassword: '' },
    submit: async (body) => {
      session.signedIn(await api.post<SignedIn>('/operator/password', body, { signingIn: true }));
      toast.success('Password changed');
      onDone();
    },
  });
  return (
    <form {...form} className="space-y-4">
      <FormError message={failure} />
      <TextField
        label="Current password"
        name="currentPassword"
        type="password"
        autoComplete="current-password"
        value={values.currentPassword}
        error={errors['currentPassword']}
        onValue={(value) => set('currentPassword', value)}
      />
      <TextField
        label="New password"
        name="newPassword"
        type="password"
        autoComplete="new-password"
        value={values.newPassword}
        error={errors['newPassword']}
        onValue={(value) => set('newPassword', value)}
      />
      <Actions>
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" look="primary" busy={busy}>
          Change password
        </Button>
      </Actions>
    </form>
  );
}
