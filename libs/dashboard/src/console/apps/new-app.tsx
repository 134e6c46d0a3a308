import type { AppView, CreatedApp } from '@appbase-pfe/types';
import { Button, Spinner } from '@kit/button';
import { CodeBlock } from '@kit/code-block';
import { Actions } from '@kit/overlay/dialog';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { KeyValue } from '@kit/keys/shown-once';
import { newPassword } from '@kit/form/new-password';
import { isMoving, useApp } from '../api/apps';
import { Conditions } from './conditions';

/** A new app on its way to being healthy, its first key, and what to do with it. */
export function NewApp({ created, onDone }: { created: CreatedApp; onDone: () => void }) {
  const { data: app = created.app } = useApp(created.app.id);
  return (
    <div className="space-y-6">
      <Progress app={app} />
      <section>
        <h3 className="mb-1 text-lg">Its first key</h3>
        <KeyValue apiKey={created.apiKey} />
      </section>
      {app.urls && (
        <section>
          <h3 className="mb-2 text-lg">The first request</h3>
          <FirstRequest url={app.urls.api} apiKey={created.apiKey.value} />
        </section>
      )}
      <Actions>
        <Button look="primary" onClick={onDone}>
          I have stored the key
        </Button>
      </Actions>
    </div>
  );
}

function Progress({ app }: { app: AppView }) {
  if (app.state === 'running')
    return (
      <p role="status" className="flex items-center gap-2 font-semibold">
        <CircleCheck aria-hidden="true" className="text-platform size-5" /> It runs and is healthy.
      </p>
    );
  return (
    <div className="space-y-3">
      <p role="status" className="flex items-center gap-2 font-semibold">
        {isMoving(app) ? (
          <Spinner />
        ) : (
          <TriangleAlert aria-hidden="true" className="text-danger size-5" />
        )}
        {isMoving(app) ? `It is ${app.state} …` : `It is ${app.state}.`}
      </p>
      <Conditions app={app} />
    </div>
  );
}

function FirstRequest({ url, apiKey }: { url: string; apiKey: string }) {
  const [password] = useState(newPassword);
  const code = `curl -X POST ${url}/auth/register \\
  -H 'x-api-key: ${apiKey}' \\
  -H 'content-type: application/json' \\
  -d '{"email":"first@example.com","password":"${password}"}'`;
  return (
    <>
      <p className="mb-2">This signs up a first user:</p>
      <CodeBlock code={code} what="first request" />
    </>
  );
}
