import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { CreateKeyDialog } from '@kit/keys/create-key';
import { KeyList } from '@kit/keys/key-list';
import { Card, Page } from '@kit/page';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { APP_KEYS } from '../api/keys';

/** The app's API keys: make, replace, revoke. */
export function Keys() {
  const may = useMay();
  const [creating, setCreating] = useState(false);
  const create = (
    <Button
      look="primary"
      icon={<Plus aria-hidden="true" className="size-4" />}
      blocked={may.own}
      onClick={() => setCreating(true)}
    >
      Create key
    </Button>
  );
  return (
    <Page
      title="API keys"
      lead="A live key says which app is calling; browsers carry it openly. A secret key administers and belongs on servers only."
      actions={create}
    >
      <Card flush>
        <KeyList source={APP_KEYS} create={create} />
      </Card>
      {creating && <CreateKeyDialog source={APP_KEYS} onClose={() => setCreating(false)} />}
    </Page>
  );
}
