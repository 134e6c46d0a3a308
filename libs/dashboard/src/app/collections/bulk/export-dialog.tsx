import type { RecordView } from '@appbase-pfe/types';
import { Button } from '@kit/button';
import { FormError } from '@kit/form/field';
import { Actions, Dialog } from '@kit/overlay/dialog';
import { saveFile } from '@kit/save-file';
import { useEffect, useState } from 'react';
import { type RecordQuery, allRecords } from '../../api/records';
import { toCsv } from '../import/csv';
import { ProgressView } from './progress-view';

interface Props {
  collection: string;
  query: RecordQuery;
  format: 'json' | 'csv';
  total: number | undefined;
  onClose: () => void;
}

/** Writes the records that match into a file. */
export function ExportDialog({ collection, query, format, total, onClose }: Props) {
  const [done, setDone] = useState(0);
  const [running, setRunning] = useState(true);
  const [failure, setFailure] = useState<string>();
  const { filter, sort, search } = query;

  useEffect(() => {
    const stop = new AbortController();
    const run = async () => {
      const records: RecordView[] = [];
      try {
        for await (const page of allRecords(collection, { filter, sort, search }, stop.signal)) {
          records.push(...page);
          setDone(records.length);
        }
        if (stop.signal.aborted) return;
        const text = format === 'json' ? JSON.stringify(records, null, 2) : toCsv(records);
        saveFile(
          `${collection}.${format}`,
          text,
          format === 'json' ? 'application/json' : 'text/csv',
        );
      } catch (error) {
        if (stop.signal.aborted) return;
        setFailure(error instanceof Error ? error.message : 'The export stopped');
      }
      setRunning(false);
    };
    void run();
    return () => stop.abort();
  }, [collection, filter, sort, search, format]);

  return (
    <Dialog open onClose={onClose} title={`Export ${collection}`}>
      <ProgressView
        progress={{ done, failed: [] }}
        total={total}
        running={running}
        word={running ? 'read' : 'exported'}
      />
      <FormError message={failure} />
      <Actions>
        <Button look={running ? 'plain' : 'primary'} onClick={onClose}>
          {running ? 'Cancel' : 'Close'}
        </Button>
      </Actions>
    </Dialog>
  );
}
