import type { UpkeepView } from '@appbase-pfe/types';
import { Button, IconButton } from '@kit/button';
import { SelectField } from '@kit/form/inputs';
import { counted } from '@kit/format';
import { Card } from '@kit/page';
import { Empty } from '@kit/states';
import { Table } from '@kit/table';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Building, upkeepOf } from './building';
import type { UniqueRow } from './draft';
import { FieldInput, namesIn } from './field-input';

const SCOPES = [
  ['owner', 'among the records of one owner'],
  ['collection', 'in the whole collection'],
] as const;

interface Props {
  unique: readonly UniqueRow[];
  known: readonly string[];
  upkeep: readonly UpkeepView[];
  blocked: string | undefined;
  onUnique: (unique: UniqueRow[]) => void;
}

/** Fields of which no two records are the same. */
export function UniqueCard({ unique, known, upkeep, blocked, onUnique }: Props) {
  const [text, setText] = useState('');
  const [scope, setScope] = useState<UniqueRow['scope']>('collection');
  const fields = namesIn(text);
  const there = unique.some((one) => one.fields.join() === fields.join() && one.scope === scope);
  const reason =
    blocked ??
    (fields.length === 0
      ? 'Name a field first'
      : fields.length > 4
        ? 'At most four fields together'
        : there
          ? 'That is in the list already'
          : undefined);
  return (
    <Card
      flush
      title="Unique fields"
      lead="A second record with the same values is refused. Doubles that are stored already stay."
    >
      {unique.length === 0 ? (
        <Empty title="Nothing has to be unique" />
      ) : (
        <Table
          label="Unique fields"
          rows={unique}
          keyOf={(one) => `${one.scope} ${one.fields.join()}`}
          columns={[
            { title: 'Fields', cell: (one) => <code>{one.fields.join(' + ')}</code> },
            {
              title: 'Unique',
              cell: (one) => SCOPES.find(([name]) => name === one.scope)![1],
            },
            {
              title: 'State',
              cell: (one) => <State of={upkeepOf(upkeep, 'unique', one.fields, one.scope)} />,
            },
            {
              title: 'Actions',
              silent: true,
              cell: (one) => (
                <IconButton
                  small
                  label={`Remove unique ${one.fields.join(' + ')}`}
                  icon={<Trash2 className="size-4" />}
                  blocked={blocked}
                  onClick={() => onUnique(unique.filter((other) => other !== one))}
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
          onUnique([...unique, { fields, scope }]);
          setText('');
        }}
      >
        <FieldInput
          label="Fields that are unique together"
          known={known}
          className="w-full max-w-xs"
          value={text}
          onValue={setText}
        />
        <SelectField
          label="Where"
          value={scope}
          options={SCOPES}
          className="w-full max-w-xs"
          onValue={(value) => setScope(value as UniqueRow['scope'])}
        />
        <Button type="submit" icon={<Plus className="size-4" />} blocked={reason}>
          Add unique
        </Button>
      </form>
    </Card>
  );
}

function State({ of }: { of: UpkeepView | undefined }) {
  if (of === undefined) return <span className="text-muted">not saved yet</span>;
  return (
    <>
      <Building of={of} />
      {(of.doubles ?? 0) > 0 && (
        <span className="text-warn block text-sm">{counted(of.doubles!, 'double')} stored</span>
      )}
    </>
  );
}
