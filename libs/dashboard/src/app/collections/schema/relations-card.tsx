import type { UpkeepView } from '@appbase-pfe/types';
import { Button, IconButton } from '@kit/button';
import { SelectField } from '@kit/form/inputs';
import { Card } from '@kit/page';
import { Empty } from '@kit/states';
import { Table } from '@kit/table';
import { Link } from '@tanstack/react-router';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useCollections } from '../../api/collections';
import { Building, upkeepOf } from './building';
import type { OnDelete, RelationRow } from './draft';
import { FieldInput } from './field-input';

const WHEN_DELETED = [
  ['restrict', 'it cannot be deleted'],
  ['clear', 'the field is removed here'],
  ['cascade', 'this record is deleted too'],
] as const;

interface Props {
  relations: readonly RelationRow[];
  known: readonly string[];
  upkeep: readonly UpkeepView[];
  blocked: string | undefined;
  onRelations: (relations: RelationRow[]) => void;
}

/** Fields that hold the id of a record of another collection. */
export function RelationsCard({ relations, known, upkeep, blocked, onRelations }: Props) {
  const collections = useCollections();
  const names = collections.data?.items.map(({ name }) => name) ?? [];
  const [field, setField] = useState('');
  const [collection, setCollection] = useState('');
  const [onDelete, setOnDelete] = useState<OnDelete>('restrict');
  const target = collection || names[0] || '';
  const reason =
    blocked ??
    (field.trim() === ''
      ? 'Name a field first'
      : relations.some((one) => one.field === field.trim())
        ? 'This field has a relation already'
        : undefined);
  return (
    <Card
      flush
      title="Relations"
      lead="Fields that hold the id of a record elsewhere. A write that points to nothing is refused."
    >
      {relations.length === 0 ? (
        <Empty title="No relations" />
      ) : (
        <Table
          label="Relations"
          rows={relations}
          keyOf={(one) => one.field}
          columns={[
            { title: 'Field', cell: (one) => <code>{one.field}</code> },
            {
              title: 'Collection',
              cell: (one) => (
                <Link
                  to="/data/$collection"
                  params={{ collection: one.collection }}
                  className="link break-all"
                >
                  {one.collection}
                </Link>
              ),
            },
            {
              title: 'When that record is to be deleted',
              wide: true,
              cell: (one) => WHEN_DELETED.find(([name]) => name === one.onDelete)![1],
            },
            {
              title: 'State',
              cell: (one) =>
                upkeepOf(upkeep, 'relation', [one.field]) ? (
                  <Building of={upkeepOf(upkeep, 'relation', [one.field])} />
                ) : (
                  <span className="text-muted">not saved yet</span>
                ),
            },
            {
              title: 'Actions',
              silent: true,
              cell: (one) => (
                <IconButton
                  small
                  label={`Remove relation ${one.field}`}
                  icon={<Trash2 className="size-4" />}
                  blocked={blocked}
                  onClick={() => onRelations(relations.filter((other) => other !== one))}
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
          if (reason) return;
          onRelations([...relations, { field: field.trim(), collection: target, onDelete }]);
          setField('');
        }}
      >
        <FieldInput
          label="Field with an id"
          known={known}
          className="w-full max-w-52"
          value={field}
          onValue={setField}
        />
        <SelectField
          label="Of a record in"
          value={target}
          options={names.map((name) => [name, name] as const)}
          className="w-full max-w-52"
          onValue={setCollection}
        />
        <SelectField
          label="When that is to be deleted"
          value={onDelete}
          options={WHEN_DELETED}
          className="w-full max-w-60"
          onValue={(value) => setOnDelete(value as OnDelete)}
        />
        <Button type="submit" icon={<Plus className="size-4" />} blocked={reason}>
          Add relation
        </Button>
      </form>
    </Card>
  );
}
