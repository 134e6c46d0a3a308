import { api } from '@kit/api/client';
import { Button } from '@kit/button';
import { FormError } from '@kit/form/field';
import { TextField } from '@kit/form/inputs';
import { counted } from '@kit/format';
import { Actions, Dialog } from '@kit/overlay/dialog';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { recordsKey, recordsPath } from '../../api/records';
import { type Progress, bulkRun } from '../bulk/bulk-run';
import { ProgressView } from '../bulk/progress-view';
import { DryRun } from './dry-run';
import { type Rows, readRows } from './read-rows';

interface Props {
  collection: string;
  onClose: () => void;
}

/** Brings a CSV or JSON file into a collection: first a dry run, then the import. */
export default function ImportDialog({ collection, onClose }: Props) {
  const client = useQueryClient();
  const [rows, setRows] = useState<Rows>();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [ownerId, setOwnerId] = useState('');
  const [failure, setFailure] = useState<string>();
  const [progress, setProgress] = useState<Progress>();
  const [running, setRunning] = useState(false);
  const [stop] = useState(() => new AbortController());
  const good = rows?.rows.filter(({ data }) => data !== undefined) ?? [];

  const read = async (file: File | undefined) => {
    setRows(undefined);
    setFailure(undefined);
    if (!file) return;
    try {
      setRows(readRows(await file.text(), file.name));
    } catch (error) {
      setFailure(error instanceof Error ? error.message : 'The file cannot be read');
    }
  };

  const run = async () => {
    setRunning(true);
    setProgress({ done: 0, failed: [] });
    const owner = ownerId.trim();
    const result = await bulkRun(
      [good],
      ({ data }) =>
        api.post(recordsPath(collection), {
          data: Object.fromEntries(Object.entries(data!).filter(([name]) => !left.has(name))),
          ...(owner && { ownerId: owner }),
        }),
      ({ number }) => `Row ${number}`,
      setProgress,
      stop.signal,
    );
    setProgress(result);
    setRunning(false);
    void client.invalidateQueries({ queryKey: recordsKey(collection) });
    void client.invalidateQueries({ queryKey: ['collections'] });
  };

  return (
    <Dialog
      open
      wide
      sticky={running}
      onClose={onClose}
      title={`Import into ${collection}`}
      description="A CSV file with a head line, a JSON list, or one JSON object a line."
    >
      {progress ? (
        <ProgressView progress={progress} total={good.length} running={running} word="imported" />
      ) : (
        <div className="space-y-4">
          <div>
            <label htmlFor="import-file" className="mb-1 block font-semibold">
              File
            </label>
            <input
              id="import-file"
              type="file"
              accept=".csv,.json,.jsonl,.ndjson,text/csv,application/json"
              className="control"
              onChange={(event) => void read(event.target.files?.[0])}
            />
          </div>
          <FormError message={failure} />
          {rows && (
            <>
              <DryRun rows={rows} left={left} onLeft={setLeft} />
              <TextField
                label="Owner (id of a user)"
                hint="May be left empty: then they belong to no user."
                value={ownerId}
                autoComplete="off"
                onValue={setOwnerId}
              />
            </>
          )}
        </div>
      )}
      <Actions>
        {running ? (
          <Button onClick={() => stop.abort()}>Stop</Button>
        ) : (
          <Button look={progress ? 'primary' : 'plain'} onClick={onClose}>
            {progress ? 'Close' : 'Cancel'}
          </Button>
        )}
        {!progress && (
          <Button
            look="primary"
            blocked={good.length === 0 ? 'Choose a file with records first' : undefined}
            onClick={() => void run()}
          >
            Import {counted(good.length, 'record')}
          </Button>
        )}
      </Actions>
    </Dialog>
  );
}
