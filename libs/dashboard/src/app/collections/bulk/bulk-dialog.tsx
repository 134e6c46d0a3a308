import { api } from '@kit/api/client';
import { Button } from '@kit/button';
import { FormError } from '@kit/form/field';
import { TextField } from '@kit/form/inputs';
import { count, counted } from '@kit/format';
import { Actions, Dialog } from '@kit/overlay/dialog';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type RecordQuery, allRecords, recordPath, recordsKey } from '../../api/records';
import type { Selection } from '../grid/selection';
import { type Progress, bulkRun } from './bulk-run';
import { ProgressView } from './progress-view';

interface Props {
  action: 'delete' | 'edit';
  collection: string;
  query: RecordQuery;
  selection: Selection;
  chosen: number;
  onClose: (finished: boolean) => void;
}

/** Deletes or changes many records: says how many, asks for the number, shows how it goes. */
export function BulkDialog({ action, collection, query, selection, chosen, onClose }: Props) {
  const client = useQueryClient();
  const [field, setField] = useState('');
  const [value, setValue] = useState('');
  const [typed, setTyped] = useState('');
  const [failure, setFailure] = useState<string>();
  const [progress, setProgress] = useState<Progress>();
  const [stop] = useState(() => new AbortController());
  const [running, setRunning] = useState(false);
  const deleting = action === 'delete';

  const run = async () => {
    const wrong = deleting
      ? wrongCount(typed, chosen)
      : field.trim() === ''
        ? 'Name a field'
        : undefined;
    setFailure(wrong);
    if (wrong) return;
    setRunning(true);
    setProgress({ done: 0, failed: [] });
    const data = { [field.trim()]: valueOf(value) };
    const act = (id: string) => {
      const path = recordPath(collection, id);
      return deleting ? api.delete(path) : api.patch(path, { data });
    };
    const ids = selection.all ? matching(collection, query, stop.signal) : [[...selection.ids]];
    try {
      setProgress(await bulkRun(ids, act, (id) => id, setProgress, stop.signal));
    } catch (error) {
      setFailure(error instanceof Error ? error.message : 'It stopped');
    }
    setRunning(false);
    void client.invalidateQueries({ queryKey: recordsKey(collection) });
    void client.invalidateQueries({ queryKey: ['collections'] });
  };

  const title = deleting
    ? `Delete ${counted(chosen, 'record')}?`
    : `Set a field in ${counted(chosen, 'record')}`;
  if (progress)
    return (
      <Dialog open sticky onClose={() => undefined} title={deleting ? 'Deleting' : 'Changing'}>
        <ProgressView
          progress={progress}
          total={chosen}
          running={running}
          word={deleting ? 'deleted' : 'changed'}
        />
        <FormError message={failure} />
        <Actions>
          {running ? (
            <Button onClick={() => stop.abort()}>Stop</Button>
          ) : (
            <Button look="primary" onClick={() => onClose(true)}>
              Close
            </Button>
          )}
        </Actions>
      </Dialog>
    );
  return (
    <Dialog open onClose={() => onClose(false)} title={title}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <FormError message={failure} />
        {deleting ? (
          <>
            <p>
              {counted(chosen, 'record')} of <strong>{collection}</strong>{' '}
              {selection.all ? 'that match the filter now ' : ''}will be gone for everybody.
            </p>
            <TextField
              label={`Type ${chosen} to confirm`}
              inputMode="numeric"
              autoComplete="off"
              value={typed}
              onValue={setTyped}
            />
          </>
        ) : (
          <>
            <TextField label="Field" autoComplete="off" value={field} onValue={setField} />
            <TextField
              label="New value"
              hint="JSON (5, true, null, a list), or plain text."
              autoComplete="off"
              value={value}
              onValue={setValue}
            />
          </>
        )}
        <Actions>
          <Button onClick={() => onClose(false)}>Cancel</Button>
          <Button type="submit" look={deleting ? 'danger' : 'primary'}>
            {deleting ? `Delete ${count(chosen)}` : `Change ${count(chosen)}`}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}

const wrongCount = (typed: string, chosen: number) =>
  typed.replace(/[,. ]/g, '') === String(chosen)
    ? undefined
    : `Type the number ${chosen} to confirm`;

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The ids are read before the first change, so that changing them cannot shift the pages. */
async function* matching(collection: string, query: RecordQuery, signal: AbortSignal) {
  const pages: string[][] = [];
  for await (const records of allRecords(collection, query, signal))
    pages.push(records.map(({ id }) => id));
  yield* pages;
}
