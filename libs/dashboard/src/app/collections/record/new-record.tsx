import type { RecordView } from '@appbase-pfe/types';
import { messageOf } from '@kit/api/api-error';
import { api } from '@kit/api/client';
import { Button } from '@kit/button';
import { JsonEditor } from '@kit/code/json-editor';
import { FormError } from '@kit/form/field';
import { Actions, Dialog } from '@kit/overlay/dialog';
import { toast } from '@kit/overlay/toast';
import { UnsavedGuard } from '@kit/unsaved-guard';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { recordsKey, recordsPath } from '../../api/records';
import { UserField, userIdOf } from '../../users/user-field';
import { parseData, pretty } from './record-text';

interface Props {
  collection: string;
  /** Fields to begin with. */
  fields: readonly string[];
  onClose: () => void;
}

/** Creates a record, for an owner if one is named. */
export function NewRecord({ collection, fields, onClose }: Props) {
  const client = useQueryClient();
  const [begin] = useState(() => pretty(Object.fromEntries(fields.map((name) => [name, null]))));
  const [text, setText] = useState(begin);
  const [owner, setOwner] = useState('');
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);

  const create = async () => {
    if (busy) return;
    const { data, wrong } = parseData(text);
    setFailure(wrong);
    if (wrong !== undefined) return;
    setBusy(true);
    try {
      const ownerId = await userIdOf(owner);
      await api.post<RecordView>(recordsPath(collection), {
        data,
        ...(ownerId && { ownerId }),
      });
      toast.success('Record created');
      setDone(true);
      void client.invalidateQueries({ queryKey: recordsKey(collection) });
      onClose();
    } catch (error) {
      setFailure(messageOf(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog open onClose={onClose} title={`New record in ${collection}`} place="side" wide>
      <UnsavedGuard dirty={text !== begin && !done} />
      <div className="space-y-4">
        <JsonEditor
          label="Data of the new record"
          value={text}
          onValue={setText}
          onSave={() => void create()}
          className="h-[max(14rem,45dvh)]"
        />
        <UserField
          label="Owner"
          hint="By email or id. May be left empty: then it belongs to no user."
          value={owner}
          onValue={setOwner}
        />
        <FormError message={failure} />
      </div>
      <Actions>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" busy={busy} onClick={() => void create()}>
          Create record
        </Button>
      </Actions>
    </Dialog>
  );
}
