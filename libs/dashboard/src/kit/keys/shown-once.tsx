import type { NewKeyView } from '@appbase-pfe/types';
import { Button } from '../button';
import { CopyButton } from '../copy-button';
import { Actions } from '../overlay/dialog';

/** The value of a new key, the only time it is seen. */
export function KeyValue({ apiKey }: { apiKey: NewKeyView }) {
  return (
    <div>
      <p className="mb-3">
        Copy it now: the server keeps only its fingerprint, so it{' '}
        <strong>cannot be shown again</strong>.
      </p>
      <code className="bg-sunken border-line block rounded-[8px] border p-4 text-sm break-all">
        {apiKey.value}
      </code>
      <CopyButton text={apiKey.value} what="key" look="plain" className="mt-3">
        Copy key
      </CopyButton>
    </div>
  );
}

export function ShownOnce({ apiKey, onDone }: { apiKey: NewKeyView; onDone: () => void }) {
  return (
    <>
      <KeyValue apiKey={apiKey} />
      <Actions>
        <Button look="primary" onClick={onDone}>
          I have stored it
        </Button>
      </Actions>
    </>
  );
}
