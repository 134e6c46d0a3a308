import { api } from '../api/client';
import { type SignedIn, session } from '../api/session';
import { TextField } from '../form/inputs';
import { SubmitForm } from '../form/submit-form';
import { useForm } from '../form/use-form';
import { Dialog } from '../overlay/dialog';
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
  const { field, ...sent } = useForm({
    initial: { currentPassword: '', newPassword: '' },
    submit: async (body) => {
      session.signedIn(await api.post<SignedIn>('/operator/password', body, { signingIn: true }));
      toast.success('Password changed');
      onDone();
    },
  });
  return (
    <SubmitForm of={sent} action="Change password" onCancel={onDone}>
      <TextField
        label="Current password"
        type="password"
        autoComplete="current-password"
        {...field('currentPassword')}
      />
      <TextField
        label="New password"
        type="password"
        autoComplete="new-password"
        {...field('newPassword')}
      />
    </SubmitForm>
  );
}
