import type { NewKeyView } from '@appbase-pfe/types';
import { Dialog } from '@kit/overlay/dialog';
import { useState } from 'react';
import { KeyForm } from './key-form';
import { ShownOnce } from './shown-once';

/** Makes a key and shows its value, once. */
export function CreateKeyDialog({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<NewKeyView>();
  return (
    <Dialog
      open
      sticky={made !== undefined}
      onClose={onClose}
      title={made ? 'Your new key' : 'Create a key'}
    >
      {made ? (
        <ShownOnce apiKey={made} onDone={onClose} />
      ) : (
        <KeyForm onMade={setMade} onCancel={onClose} />
      )}
    </Dialog>
  );
}
