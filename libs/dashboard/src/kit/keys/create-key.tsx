import type { NewKeyView } from '@appbase-pfe/types';
import { Dialog } from '../overlay/dialog';
import { useState } from 'react';
import { KeyForm } from './key-form';
import type { KeySource } from './key-source';
import { ShownOnce } from './shown-once';

/** Makes a key and shows its value, once. */
export function CreateKeyDialog({ source, onClose }: { source: KeySource; onClose: () => void }) {
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
        <KeyForm source={source} onMade={setMade} onCancel={onClose} />
      )}
    </Dialog>
  );
}
