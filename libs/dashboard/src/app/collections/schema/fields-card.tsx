import { Badge } from '@kit/badge';
import { Button, IconButton } from '@kit/button';
import { JsonEditor } from '@kit/code/json-editor';
import { Checkbox } from '@kit/form/inputs';
import { Card } from '@kit/page';
import { Empty } from '@kit/states';
import { Table } from '@kit/table';
import { PenLine, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { parseData, pretty } from '../record/record-text';
import { FieldDialog } from './field-dialog';
import {
  type JsonSchema,
  type SchemaField,
  TYPES,
  allowsOthers,
  constraintsOf,
  fieldsOf,
  withField,
  withOthers,
  withoutField,
} from './schema-model';

interface Props {
  schema: JsonSchema;
  blocked: string | undefined;
  onSchema: (schema: JsonSchema) => void;
  /** What is wrong with the JSON that was typed; undefined when it can be read. */
  onWrong: (wrong: string | undefined) => void;
}

/** The fields of the records: as a table, or as the JSON Schema that it stands for. */
export function FieldsCard({ schema, blocked, onSchema, onWrong }: Props) {
  const [view, setView] = useState<'table' | 'json'>('table');
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState<string>();
  const show = (next: 'table' | 'json') => {
    if (next === 'json') setText(pretty(schema));
    setView(next);
  };
  const type = (next: string) => {
    const { data, wrong: reason } = parseData(next);
    setText(next);
    setWrong(reason);
    onWrong(reason);
    if (data) onSchema(data);
  };
  return (
    <Card
      flush
      title="Fields"
      lead="What the data of a record looks like. A write that breaks it is refused."
      actions={
        <div role="group" aria-label="Show the fields as" className="flex gap-1">
          {(['table', 'json'] as const).map((one) => (
            <Button
              key={one}
              small
              look={view === one ? 'plain' : 'quiet'}
              aria-pressed={view === one}
              blocked={wrong && one === 'table' ? `Not JSON yet: ${wrong}` : undefined}
              onClick={() => show(one)}
            >
              {one === 'table' ? 'Table' : 'JSON'}
            </Button>
          ))}
        </div>
      }
    >
      {view === 'table' ? (
        <FieldsTable schema={schema} blocked={blocked} onSchema={onSchema} />
      ) : (
        <div className="px-5 pb-4">
          <JsonEditor
            label="JSON Schema of the records"
            value={text}
            onValue={type}
            readOnly={blocked !== undefined}
            className="h-96"
          />
          {wrong && (
            <p role="alert" className="text-danger mt-2 text-sm font-semibold">
              {wrong}
            </p>
          )}
        </div>
      )}
    </Card>
  );
}

function FieldsTable({ schema, blocked, onSchema }: Omit<Props, 'onWrong'>) {
  const [editing, setEditing] = useState<SchemaField | 'new'>();
  const fields = fieldsOf(schema);
  const edited = editing === 'new' ? undefined : editing;
  const add = (
    <Button
      small
      icon={<Plus aria-hidden="true" className="size-4" />}
      blocked={blocked}
      onClick={() => setEditing('new')}
    >
      Add field
    </Button>
  );
  return (
    <>
      {fields.length === 0 ? (
        <Empty title="Any JSON object is taken" action={add}>
          Without fields of a known type, records may hold what they like.
        </Empty>
      ) : (
        <>
          <Table
            label="Fields"
            rows={fields}
            keyOf={({ name }) => name}
            columns={columns(blocked, setEditing, (name) => onSchema(withoutField(schema, name)))}
          />
          <div className="border-line flex flex-wrap items-center justify-between gap-3 border-t px-5 py-4">
            <Checkbox
              label="Records may have other fields too"
              checked={allowsOthers(schema)}
              disabled={blocked !== undefined}
              onChange={(on) => onSchema(withOthers(schema, on))}
            />
            {add}
          </div>
        </>
      )}
      {editing && (
        <FieldDialog
          field={edited}
          taken={fields.map(({ name }) => name).filter((name) => name !== edited?.name)}
          onClose={() => setEditing(undefined)}
          onSave={(field) => {
            onSchema(withField(schema, edited?.name, field));
            setEditing(undefined);
          }}
        />
      )}
    </>
  );
}

const titleOf = ({ type, nullable }: SchemaField) =>
  type === undefined
    ? 'see JSON'
    : `${TYPES.find(([name]) => name === type)![1]}${nullable ? ' or null' : ''}`;

const columns = (
  blocked: string | undefined,
  onEdit: (field: SchemaField) => void,
  onRemove: (name: string) => void,
) => [
  {
    title: 'Name',
    cell: (field: SchemaField) => (
      <>
        <code className="font-semibold break-all">{field.name}</code>
        {typeof field.schema['description'] === 'string' && (
          <span className="text-muted block max-w-md text-sm">{field.schema['description']}</span>
        )}
      </>
    ),
  },
  {
    title: 'Type',
    cell: (field: SchemaField) => (
      <>
        <span className="inline-flex flex-wrap items-center gap-2">
          {titleOf(field)}
          {field.required && <Badge tone="data">required</Badge>}
        </span>
        <span className="text-muted block text-sm lg:hidden">{constraintsOf(field)}</span>
      </>
    ),
  },
  {
    title: 'Constraints',
    wide: true,
    cell: (field: SchemaField) => (
      <span className="break-words">{constraintsOf(field) || '–'}</span>
    ),
  },
  {
    title: 'Actions',
    silent: true,
    cell: (field: SchemaField) => (
      <span className="inline-flex gap-1">
        <IconButton
          small
          label={`Change field ${field.name}`}
          icon={<PenLine className="size-4" />}
          blocked={
            blocked ??
            (field.type === undefined ? 'This field is changed in the JSON view' : undefined)
          }
          onClick={() => onEdit(field)}
        />
        <IconButton
          small
          label={`Remove field ${field.name}`}
          icon={<Trash2 className="size-4" />}
          blocked={blocked}
          onClick={() => onRemove(field.name)}
        />
      </span>
    ),
  },
];
