import { ApiError, messageOf } from '@kit/api/api-error';
import { api } from '@kit/api/client';
import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { JsonEditor } from '@kit/code/json-editor';
import { FormError } from '@kit/form/field';
import { Checkbox } from '@kit/form/inputs';
import { counted } from '@kit/format';
import { Confirm } from '@kit/overlay/confirm';
import { toast } from '@kit/overlay/toast';
import { Card } from '@kit/page';
import { UnsavedGuard } from '@kit/unsaved-guard';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type CollectionSettings, changeSettings } from '../api/collection-settings';
import { collectionPath } from '../api/collections';
import type { CollectionView } from '../api/views';
import { parseData, pretty } from './record/record-text';

/** Schema, uniqueness, relations, search, history; and the end of a collection. */
export default function SettingsTab({ collection }: { collection: CollectionView }) {
  return (
    <div className="space-y-5">
      <SettingsForm key={JSON.stringify(collection)} collection={collection} />
      <DeleteCollection collection={collection} />
    </div>
  );
}

/** The settings that are edited as one document, as they stand in the contract. */
function SettingsForm({ collection }: { collection: CollectionView }) {
  const may = useMay();
  const client = useQueryClient();
  const { schema, unique, relations, search } = collection;
  const [begin] = useState(() =>
    pretty({
      schema: schema ?? {},
      unique: unique ?? [],
      relations: relations ?? {},
      search: search ?? [],
    }),
  );
  const [text, setText] = useState(begin);
  const [history, setHistory] = useState(collection.history ?? false);
  const [failure, setFailure] = useState<string>();
  const [report, setReport] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const dirty = text !== begin || history !== (collection.history ?? false);

  const send = async (dryRun: boolean) => {
    const { data, wrong } = parseData(text);
    setFailure(wrong);
    setReport(undefined);
    if (wrong !== undefined) return;
    setBusy(true);
    try {
      const answer = await changeSettings(
        collection.name,
        {
          ...withoutEmpty(data!),
          ...(history !== (collection.history ?? false) && { history }),
        } as CollectionSettings,
        dryRun ? { dryRun: true } : {},
      );
      if (dryRun) return setReport(answer);
      toast.success('Settings saved');
      await client.invalidateQueries({ queryKey: ['collections'] });
    } catch (error) {
      setFailure(messageOf(error));
      if (error instanceof ApiError && error.issues.length === 0) setReport(error.details);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Card
      title="Shape of the records"
      lead="JSON Schema 2020-12, unique fields, relations to other collections, full-text search."
    >
      <UnsavedGuard dirty={dirty && !busy} />
      <JsonEditor
        label="Settings of the collection"
        value={text}
        onValue={setText}
        readOnly={may.write !== undefined}
        className="mb-4 h-80"
      />
      <Checkbox
        label="Keep the history of every record"
        hint="Who changed what and when; old versions can be restored."
        checked={history}
        disabled={may.write !== undefined}
        onChange={setHistory}
      />
      <div className="mt-4 space-y-3">
        <FormError message={failure} />
        {report !== undefined && (
          <pre
            tabIndex={0}
            aria-label="What the server would do"
            className="bg-sunken max-h-60 overflow-auto rounded-[8px] p-3 text-[13px]"
          >
            {pretty(report)}
          </pre>
        )}
      </div>
      <div className="mt-4 flex flex-wrap justify-end gap-3">
        <Button
          busy={busy}
          blocked={may.write ?? (dirty ? undefined : 'Nothing has been changed')}
          onClick={() => void send(true)}
        >
          Dry run
        </Button>
        <Button
          look="primary"
          busy={busy}
          blocked={may.write ?? (dirty ? undefined : 'Nothing has been changed')}
          onClick={() => void send(false)}
        >
          Save settings
        </Button>
      </div>
    </Card>
  );
}

const withoutEmpty = (settings: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null && Object.keys(value).length === 0
        ? undefined
        : value,
    ]),
  );

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
      await client.invalidateQueries({ queryKey: ['collections'] });
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
