import type { IndexDefinition, IndexView } from '@appbase-pfe/types';
import { useChange } from '@kit/api/use-change';
import { useMay } from '@kit/api/use-may';
import { Badge } from '@kit/badge';
import { Button, IconButton } from '@kit/button';
import { TextField } from '@kit/form/inputs';
import { Card } from '@kit/page';
import { Empty } from '@kit/states';
import { Table } from '@kit/table';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { changeSettings, definitionOf } from '../api/collection-settings';
import { useCollection } from '../api/collections';
import type { CollectionView } from '../api/views';

/** The declared indexes of a collection, with how far each is. */
export default function IndexesTab({ collection }: { collection: CollectionView }) {
  const may = useMay();
  const [fields, setFields] = useState('');
  const watched = useCollection(collection.name, (view) => (view?.indexes ?? []).some(building));
  const indexes = watched.data?.indexes ?? collection.indexes ?? [];
  const save = useChange(
    (change: (now: IndexDefinition[]) => IndexDefinition[]) =>
      changeSettings(collection.name, ({ indexes: now = [] }) => ({ indexes: change(now) })),
    { done: 'Indexes saved' },
  );
  const wanted = fields
    .split(',')
    .map((field) => field.trim())
    .filter(Boolean);
  return (
    <Card
      title="Indexes"
      lead="A filter or sort on an indexed field costs the same however many records there are."
      flush
    >
      {indexes.length === 0 ? (
        <Empty title="No indexes yet">
          Add one for the fields that the app filters or sorts by.
        </Empty>
      ) : (
        <Table
          label="Indexes"
          rows={indexes}
          keyOf={({ fields: of }) => of.join()}
          columns={[
            { title: 'Fields', cell: ({ fields: of }) => <code>{of.join(', ')}</code> },
            { title: 'State', cell: (index) => <State index={index} /> },
            {
              title: 'Actions',
              silent: true,
              cell: (index) => (
                <IconButton
                  small
                  label={`Remove index on ${index.fields.join(', ')}`}
                  icon={<Trash2 className="size-4" />}
                  blocked={may.write}
                  onClick={() => save.mutate((now) => now.filter((one) => !isSame(one, index)))}
                />
              ),
            },
          ]}
        />
      )}
      <form
        className="border-line flex flex-wrap items-end gap-3 border-t px-5 py-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (may.write || wanted.length === 0 || save.isPending) return;
          save.mutate((now) => [...now, { fields: wanted }], {
            // What was typed since is the next one.
            onSuccess: () => setFields((now) => (now === fields ? '' : now)),
          });
        }}
      >
        <TextField
          label="New index on"
          placeholder="field, other.field"
          autoComplete="off"
          className="w-full max-w-sm"
          value={fields}
          onValue={setFields}
        />
        <Button
          type="submit"
          icon={<Plus className="size-4" />}
          busy={save.isPending}
          blocked={may.write ?? (wanted.length === 0 ? 'Name a field first' : undefined)}
        >
          Add index
        </Button>
      </form>
    </Card>
  );
}

const isSame = (one: IndexDefinition, other: IndexDefinition): boolean =>
  JSON.stringify(definitionOf(one)) === JSON.stringify(definitionOf(other));

const building = ({ state }: IndexView) => state === 'building';

function State({ index }: { index: IndexView }) {
  if (!building(index)) return <Badge tone="platform">ready</Badge>;
  return <Badge tone="warn">building, {Math.round(index.progress * 100)} %</Badge>;
}
