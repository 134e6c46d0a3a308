import type { KeyView, NewKeyView } from '@appbase-pfe/types';
import { api } from '../api/client';
import { useChange } from '../api/use-change';
import { Button } from '../button';
import { Actions, Dialog } from '../overlay/dialog';
import { classes } from '../style/classes';
import { Time } from '../time';
import { useState } from 'react';
import { type KeySource, keyPath, useKeys } from './key-source';
import { KeyValue } from './shown-once';

interface Props {
  source: KeySource;
  apiKey: KeyView;
  onClose: () => void;
}

const STEPS = ['Replace', 'Copy', 'Check'];

/** Replaces a key in three steps: replace, put the new one in place, see that it is used. */
export function RotateKey({ source, apiKey, onClose }: Props) {
  const [made, setMade] = useState<NewKeyView>();
  const [step, setStep] = useState(0);
  const rotate = useChange(() => api.post<NewKeyView>(`${keyPath(source, apiKey.id)}/rotate`), {
    refresh: [source.queryKey],
    onDone: (key) => {
      setMade(key);
      setStep(1);
    },
  });
  return (
    <Dialog open sticky={step === 1} onClose={onClose} title={`Rotate “${apiKey.name}”`}>
      <ol className="mb-5 flex gap-2" aria-label="Steps">
        {STEPS.map((title, index) => (
          <li
            key={title}
            aria-current={index === step ? 'step' : undefined}
            className={classes(
              'flex-1 border-t-2 pt-1 text-sm font-semibold',
              index <= step ? 'border-data text-ink' : 'border-line text-muted',
            )}
          >
            {index + 1}. {title}
          </li>
        ))}
      </ol>
      {step === 0 && (
        <>
          <p>
            A new key with the same rights takes the place of <code>…{apiKey.lastFour}</code>. The
            old one stops working <strong>at once</strong>, so have the place where it is used at
            hand.
          </p>
          <Actions>
            <Button onClick={onClose}>Cancel</Button>
            <Button look="danger" busy={rotate.isPending} onClick={() => rotate.mutate(undefined)}>
              Replace the key
            </Button>
          </Actions>
        </>
      )}
      {step === 1 && made && (
        <>
          <KeyValue apiKey={made} />
          <Actions>
            <Button look="primary" onClick={() => setStep(2)}>
              I have put it in place
            </Button>
          </Actions>
        </>
      )}
      {step === 2 && made && (
        <>
          <Use source={source} id={made.id} />
          <Actions>
            <Button look="primary" onClick={onClose}>
              Done
            </Button>
          </Actions>
        </>
      )}
    </Dialog>
  );
}

/** Watches for the first use of the new key. */
function Use({ source, id }: { source: KeySource; id: string }) {
  const keys = useKeys(source, 2_000);
  const used = keys.data?.items.find((key) => key.id === id)?.lastUsedAt;
  return (
    <p role="status">
      {used ? (
        <>
          The new key works: last used <Time at={used} />.
        </>
      ) : (
        'Waiting for the first request with the new key. You can also close this and look later.'
      )}
    </p>
  );
}
