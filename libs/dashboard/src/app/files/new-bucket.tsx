import { TextField } from '@kit/form/inputs';
import { SubmitForm } from '@kit/form/submit-form';
import { useForm } from '@kit/form/use-form';
import { Dialog } from '@kit/overlay/dialog';
import { useNavigate } from '@tanstack/react-router';

/** Names a bucket; it comes to be with its first file. */
export function NewBucket({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const { field, ...sent } = useForm({
    initial: { name: '' },
    check: ({ name }): Record<string, string> =>
      /^[A-Za-z0-9_-]{1,64}$/.test(name) ? {} : { name: '1 to 64 letters, digits, "_" or "-"' },
    submit: ({ name }) => navigate({ to: '/files/$bucket', params: { bucket: name } }),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="New bucket"
      description="It comes to be with its first file."
    >
      <SubmitForm of={sent} action="Go on" onCancel={onClose}>
        <TextField label="Name" autoComplete="off" {...field('name')} />
      </SubmitForm>
    </Dialog>
  );
}
