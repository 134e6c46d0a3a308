import { messageOf } from '@kit/api/api-error';
import { api } from '@kit/api/client';
import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { CodeBlock } from '@kit/code-block';
import { counted } from '@kit/format';
import { Confirm } from '@kit/overlay/confirm';
import { toast } from '@kit/overlay/toast';
import { Card } from '@kit/page';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { settingsOf } from '../api/collection-settings';
import { collectionPath } from '../api/collections';
import type { CollectionView } from '../api/views';
import { pretty } from './record/record-text';

/** The settings as one document; and the end of a collection. */
export default function SettingsTab({ collection }: { collection: CollectionView }) {
  return (
    <div className="space-y-5">
      <Document collection={collection} />
      <DeleteCollection collection={collection} />
    </div>
  );
}

/** Everything that is declared about the collection, to be read and kept under version control. */
function Document({ collection }: { collection: CollectionView }) {
  return (
    <Card
      title="All settings as one document"
      lead="As PUT /admin/collections takes it. GET /admin/schema has those of all collections."
    >
      <CodeBlock code={pretty(settingsOf(collection))} what="settings of the collection" />
    </Card>
  );
}

function DeleteCollection({ collection: { name, records } }: { collection: CollectionView }) {
  const may = useMay();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    try {
      await api.delete(collectionPath(name));
      await navigate({ to: '/data' });
      client.removeQueries({ queryKey: ['collections', name] });
      void client.invalidateQueries({ queryKey: ['collections'] });
      toast.success(`Collection ${name} deleted`);
    } catch (error) {
      toast.error(messageOf(error));
      setBusy(false);
    }
  };
  return (
    <Card
      title="Delete the collection"
      lead="With all its records and settings. There is no way back."
    >
      <Button look="danger" blocked={may.write} onClick={() => setAsking(true)}>
        Delete collection
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => void remove()}
        title={`Delete ${name}?`}
        action="Delete collection"
        typed={name}
        busy={busy}
      >
        <p>
          {records === undefined ? 'All records' : counted(records, 'record')} of{' '}
          <strong>{name}</strong> will be lost for everybody.
        </p>
      </Confirm>
    </Card>
  );
}
