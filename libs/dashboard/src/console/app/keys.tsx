import type { AppView } from '@appbase-pfe/types';
import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { CreateKeyDialog } from '@kit/keys/create-key';
import { KeyList } from '@kit/keys/key-list';
import type { KeySource } from '@kit/keys/key-source';
import { Card } from '@kit/page';
import { Empty } from '@kit/states';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { appPath } from '../api/apps';

/** The API keys of an app, which its instance keeps. */
export function Keys({ app }: { app: AppView }) {
  const may = useMay();
  const [creating, setCreating] = useState(false);
  if (app.state !== 'running')
    return (
      <Card>
        <Empty title="The app does not run" icon={<KeyRound className="size-8" />}>
          Its instance keeps the keys: they can be seen and changed while it runs.
        </Empty>
      </Card>
    );
  const source: KeySource = { path: `${appPath(app.id)}/keys`, queryKey: ['keys', app.id] };
  const create = (
    <Button
      small
      icon={<Plus aria-hidden="true" className="size-4" />}
      blocked={may.own}
      onClick={() => setCreating(true)}
    >
      Create key
    </Button>
  );
  return (
    <Card
      flush
      title="API keys"
      lead="A live key says which app is calling. A secret key administers and belongs on servers only."
      actions={create}
    >
      <KeyList source={source} create={create} />
      {creating && <CreateKeyDialog source={source} onClose={() => setCreating(false)} />}
    </Card>
  );
}
