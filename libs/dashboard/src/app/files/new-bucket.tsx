import { Button } from '@kit/button';
import { TextField } from '@kit/form/inputs';
import { useForm } from '@kit/form/use-form';
import { Actions, Dialog } from '@kit/overlay/dialog';
import { useNavigate } from '@tanstack/react-router';

/** Names a bucket; it comes to be with its first file. */
export function NewBucket({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const { values, errors, set, form } = useForm({
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
      <form {...form}>
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          value={values.name}
          error={errors['name']}
          onValue={(value) => set('name', value)}
        />
        <Actions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary">
            Go on
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
