import type { RecordView } from '@appbase-pfe/types';
import { ApiError, messageOf } from '@kit/api/api-error';
import { api } from '@kit/api/client';
import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { JsonEditor } from '@kit/code/json-editor';
import { FormError } from '@kit/form/field';
import { Confirm } from '@kit/overlay/confirm';
import { Actions } from '@kit/overlay/dialog';
import { toast } from '@kit/overlay/toast';
import { UnsavedGuard } from '@kit/unsaved-guard';
import { useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import {
  getRecord,
  recordKey,
  recordPath,
  recordsKey,
  replaceRecord,
  type ReadRecord,
} from '../../api/records';
import { Conflict } from './conflict';
import { parseData, pretty } from './record-text';

interface Props {
  record: RecordView;
  etag: string | undefined;
  onClose: () => void;
  onGone: () => void;
}

/** Edits a record's JSON. Somebody else's change in between is shown, never overwritten unseen. */
export function RecordEditor({ record, etag, onGone }: Props) {
  const may = useMay();
  const client = useQueryClient();
  const [base, setBase] = useState({ record, etag });
  const [text, setText] = useState(() => pretty(record.data));
  const [failure, setFailure] = useState<string>();
  const [theirs, setTheirs] = useState<ReadRecord>();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const dirty = text !== pretty(base.record.data);
  const again = useRef(false);
  const { collection, id } = record;

  // A version that was restored beside this is shown; what is being typed stays, and meets the
  // newer version when it is saved.
  const seen = useRef(etag);
  useEffect(() => {
    if (etag === seen.current) return;
    seen.current = etag;
    if (dirty) return;
    setBase({ record, etag });
    setText(pretty(record.data));
  }, [record, etag, dirty]);

  /** Nobody waits for them: a list of very many records takes its time. */
  const readAgain = () =>
    void client.invalidateQueries({ queryKey: recordsKey(collection), predicate: isOther });

  const save = async (against: string | undefined) => {
    again.current = busy;
    if (busy) return;
    const { data, wrong } = parseData(text);
    setFailure(wrong);
    if (wrong !== undefined || may.write) return;
    setBusy(true);
    try {
      const saved = await replaceRecord(collection, id, data, against);
      setTheirs(undefined);
      setBase({ record: saved.record, etag: saved.etag });
      client.setQueryData(recordKey(collection, id), saved);
      // What was typed while it was being saved stays.
      setText((now) => (now === text ? pretty(saved.record.data) : now));
      toast.success('Record saved');
      readAgain();
    } catch (error) {
      if (error instanceof ApiError && error.status === 412)
        setTheirs(await getRecord(collection, id));
      else setFailure(messageOf(error));
    } finally {
      setBusy(false);
    }
  };

  // To be saved again while it was being saved: what was typed since goes after it.
  useEffect(() => {
    if (busy || !again.current) return;
    again.current = false;
    if (dirty && !theirs) void save(base.etag);
  }, [busy]);

  const remove = async () => {
    setBusy(true);
    try {
      await api.delete(recordPath(collection, id));
      toast.success('Record deleted');
      setText(pretty(base.record.data));
      onGone();
      readAgain();
    } catch (error) {
      setFailure(messageOf(error));
    } finally {
      setBusy(false);
      setAsking(false);
    }
  };

  if (theirs)
    return (
      <Conflict
        mine={text}
        theirs={theirs}
        busy={busy}
        onMine={() => void save(theirs.etag)}
        onTheirs={() => {
          setBase({ record: theirs.record, etag: theirs.etag });
          setText(pretty(theirs.record.data));
          setTheirs(undefined);
        }}
      />
    );
  return (
    <>
      <UnsavedGuard dirty={dirty} />
      <JsonEditor
        label="Data of the record"
        value={text}
        onValue={setText}
        readOnly={may.write !== undefined}
        onSave={() => void save(base.etag)}
        className="mb-4 h-[max(14rem,55dvh)]"
      />
      <FormError message={failure} />
      <Actions>
        <Button
          look="quiet-danger"
          className="mr-auto"
          icon={<Trash2 aria-hidden="true" className="size-4" />}
          blocked={may.write}
          onClick={() => setAsking(true)}
        >
          Delete
        </Button>
        <Button
          onClick={() => setText(pretty(base.record.data))}
          blocked={dirty ? undefined : 'Nothing has been changed'}
        >
          Undo changes
        </Button>
        <Button
          look="primary"
          busy={busy}
          blocked={may.write ?? (dirty ? undefined : 'Nothing has been changed')}
          onClick={() => void save(base.etag)}
        >
          Save
        </Button>
      </Actions>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => void remove()}
        title="Delete this record?"
        action="Delete record"
        busy={busy}
      >
        <p>
          The record <code className="break-all">{id}</code> of <strong>{collection}</strong> will
          be gone for its owner and everybody who sees it.
        </p>
      </Confirm>
    </>
  );
}

/** Lists of records and the history are read again, not the record that is being edited. */
const isOther = ({ queryKey }: { queryKey: readonly unknown[] }) =>
  queryKey[2] !== 'one' || queryKey.length > 4;
