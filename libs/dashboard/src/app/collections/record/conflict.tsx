import { Button } from '@kit/button';
import { DiffView } from '@kit/code/diff-view';
import { Actions } from '@kit/overlay/dialog';
import { UnsavedGuard } from '@kit/unsaved-guard';
import type { ReadRecord } from '../../api/records';
import { pretty } from './record-text';

interface Props {
  mine: string;
  theirs: ReadRecord;
  busy: boolean;
  onMine: () => void;
  onTheirs: () => void;
}

/** Somebody else saved the record meanwhile: both versions, and the choice. */
export function Conflict({ mine, theirs, busy, onMine, onTheirs }: Props) {
  return (
    <>
      <UnsavedGuard dirty />
      <div role="alert" className="bg-warn-soft mb-4 rounded-[8px] p-4">
        <h3 className="text-warn text-base">Somebody else changed this record meanwhile</h3>
        <p>Nothing has been saved yet. Below: their version against yours (+).</p>
      </div>
      <DiffView label="Their version and yours" before={pretty(theirs.record.data)} after={mine} />
      <Actions>
        <Button onClick={onTheirs}>Take their version</Button>
        <Button look="primary" busy={busy} onClick={onMine}>
          Save mine over theirs
        </Button>
      </Actions>
    </>
  );
}
