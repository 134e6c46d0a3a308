import type { NewKeyView } from '@appbase-pfe/types';
import { useMay } from '@kit/api/use-may';
import { Card, Page } from '@kit/page';
import { classes } from '@kit/style/classes';
import { Link } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { KeyForm } from '@kit/keys/key-form';
import { KeyValue } from '@kit/keys/shown-once';
import { APP_KEYS } from '../api/keys';
import { FirstRequest } from './first-request';

/** From the first operator to the first request: a key, a command, and seeing it arrive. */
export function Welcome() {
  const may = useMay();
  const [made, setMade] = useState<NewKeyView>();
  const [arrived, setArrived] = useState(false);
  return (
    <Page title="Welcome" lead="Two steps, and your app talks to this server.">
      <ol className="max-w-3xl space-y-5">
        <Step number={1} title="Create the app's first key" done={made !== undefined}>
          {made ? (
            <KeyValue apiKey={made} />
          ) : may.own ? (
            <p>{may.own}.</p>
          ) : (
            <KeyForm source={APP_KEYS} name="First app" onMade={setMade} />
          )}
        </Step>
        <Step number={2} title="Send the first request" done={arrived}>
          {made ? (
            <FirstRequest apiKey={made} onArrived={() => setArrived(true)} />
          ) : (
            <p className="text-muted">Appears when there is a key.</p>
          )}
        </Step>
      </ol>
      <p className="mt-6">
        <Link to="/" className="link">
          {arrived ? 'Go to the overview' : 'Skip to the overview'}
        </Link>
      </p>
    </Page>
  );
}

function Step(props: { number: number; title: string; done: boolean; children: ReactNode }) {
  return (
    <li>
      <Card>
        <div className="flex gap-4">
          <span
            aria-hidden="true"
            className={classes(
              'flex size-8 shrink-0 items-center justify-center rounded-full font-semibold',
              props.done ? 'bg-platform-soft text-platform' : 'bg-hover',
            )}
          >
            {props.done ? <Check className="size-4" /> : props.number}
          </span>
          <div className="min-w-0 flex-1">
            <h2 className="mb-3 text-lg">
              {props.title}
              {props.done && <span className="sr-only"> (done)</span>}
            </h2>
            {props.children}
          </div>
        </div>
      </Card>
    </li>
  );
}
