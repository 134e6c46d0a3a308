import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { counted } from '@kit/format';
import { PenLine, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { RecordQuery } from '../../api/records';
import { NOTHING, type Selection } from '../grid/selection';
import { BulkDialog } from './bulk-dialog';

interface Props {
  collection: string;
  query: RecordQuery;
  total: number;
  selection: Selection;
  onSelection: (selection: Selection) => void;
}

/** What can be done to the chosen records, and how many they are. */
export function BulkBar({ collection, query, total, selection, onSelection }: Props) {
  const may = useMay();
  const [action, setAction] = useState<'delete' | 'edit'>();
  const chosen = selection.all ? total : selection.ids.size;
  if (chosen === 0 && !action) return null;
  return (
    <div className="bg-data-soft mb-3 flex flex-wrap items-center gap-3 rounded-[8px] px-4 py-2">
      <p role="status" className="mr-auto font-semibold">
        {selection.all
          ? `All ${counted(total, 'matching record')} selected`
          : `${counted(chosen, 'record')} selected`}
      </p>
      <Button
        small
        icon={<PenLine className="size-4" />}
        blocked={may.write}
        onClick={() => setAction('edit')}
      >
        Set a field
      </Button>
      <Button
        small
        icon={<Trash2 className="size-4" />}
        blocked={may.write}
        onClick={() => setAction('delete')}
      >
        Delete
      </Button>
      <Button small look="quiet" onClick={() => onSelection(NOTHING)}>
        Clear selection
      </Button>
      {action && (
        <BulkDialog
          action={action}
          collection={collection}
          query={query}
          selection={selection}
          chosen={chosen}
          onClose={(finished) => {
            setAction(undefined);
            if (finished) onSelection(NOTHING);
          }}
        />
      )}
    </div>
  );
}
