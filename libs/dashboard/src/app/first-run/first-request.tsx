import type { NewKeyView } from '@appbase-pfe/types';
import { CodeBlock } from '@kit/code-block';
import { Spinner } from '@kit/button';
import { Loading } from '@kit/states';
import { CircleCheck } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useApiAddress } from '../api/about';
import { useAudit } from '../api/audit';
import { useKeys } from '@kit/keys/key-source';
import { APP_KEYS } from '../api/keys';
import { newPassword } from '@kit/form/new-password';

interface Props {
  apiKey: NewKeyView;
  onArrived: () => void;
}

/** A command to copy and run; the page sees the request arrive. */
export function FirstRequest({ apiKey, onArrived }: Props) {
  const url = useApiAddress();
  const [password] = useState(newPassword);
  const keys = useKeys(APP_KEYS, 2_000);
  const used = keys.data?.items.find(({ id }) => id === apiKey.id)?.lastUsedAt;
  const registered = useAudit({ action: 'user.register' }, 1);
  const { refetch } = registered;
  useEffect(() => {
    if (!used) return;
    onArrived();
    void refetch();
    // The page is told once.
  }, [used]);
  if (url === undefined) return <Loading lines={2} />;
  const live = apiKey.kind === 'live';
  const code = live
    ? `curl -X POST ${url}/auth/register \\
  -H 'x-api-key: ${apiKey.value}' \\
  -H 'content-type: application/json' \\
  -d '{"email":"first@example.com","password":"${password}"}'`
    : `curl ${url}/admin/users -H 'x-api-key: ${apiKey.value}'`;
  return (
    <div className="space-y-3">
      <p>{live ? 'This signs up a first user:' : 'This asks who the users are:'}</p>
      <CodeBlock code={code} what="first request" />
      <p role="status" className="flex items-center gap-2 font-semibold">
        {used ? (
          <>
            <CircleCheck aria-hidden="true" className="text-platform size-5" />
            Your request has arrived.
            {registered.data && registered.data.total > 0 && ' The first user is signed up.'}
          </>
        ) : (
          <>
            <Spinner /> Waiting for your request …
          </>
        )}
      </p>
    </div>
  );
}
