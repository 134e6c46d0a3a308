import { Checkbox } from '@kit/form/inputs';
import { counted } from '@kit/format';
import { Table } from '@kit/table';
import { cellText } from '../grid/columns';
import type { Row, Rows } from './read-rows';

interface Props {
  rows: Rows;
  /** The fields that are left out. */
  left: ReadonlySet<string>;
  onLeft: (left: ReadonlySet<string>) => void;
}

/** What an import would do, before it does anything. */
export function DryRun({ rows: { fields, rows }, left, onLeft }: Props) {
  const bad = rows.filter(({ wrong }) => wrong !== undefined);
  const good = rows.filter(({ data }) => data !== undefined);
  const toggle = (name: string) => {
    const next = new Set(left);
    if (!next.delete(name)) next.add(name);
    onLeft(next);
  };
  return (
    <div className="space-y-4">
      <p role="status">
        <strong>Dry run:</strong> {counted(good.length, 'record')} can be imported
        {bad.length > 0 && `, ${counted(bad.length, 'row')} cannot`}. Nothing has been stored yet.
      </p>
      {bad.length > 0 && (
        <ul
          className="bg-danger-soft max-h-32 overflow-y-auto rounded-[8px] p-3 text-sm"
          tabIndex={0}
          aria-label="Rows that cannot be imported"
        >
          {bad.slice(0, 100).map(({ number, wrong }) => (
            <li key={number}>
              <strong>Row {number}</strong> {wrong}
            </li>
          ))}
        </ul>
      )}
      {fields.length > 0 && (
        <fieldset>
          <legend className="mb-1 font-semibold">Fields to import</legend>
          <div className="flex flex-wrap gap-x-5 gap-y-1">
            {fields.map((name) => (
              <Checkbox
                key={name}
                label={name}
                checked={!left.has(name)}
                onChange={() => toggle(name)}
              />
            ))}
          </div>
        </fieldset>
      )}
      <div className="border-line rounded-[8px] border">
        <Table<Row>
          label="The first records"
          rows={good.slice(0, 5)}
          keyOf={({ number }) => String(number)}
          columns={fields
            .filter((name) => !left.has(name))
            .slice(0, 6)
            .map((name) => ({ title: name, cell: ({ data }) => cellText(data?.[name]) }))}
        />
      </div>
    </div>
  );
}
