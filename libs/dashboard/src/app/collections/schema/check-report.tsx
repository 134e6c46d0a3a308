import type { SchemaReport } from '@appbase-pfe/types';
import { counted } from '@kit/format';
import { Table } from '@kit/table';
import { Link } from '@tanstack/react-router';

interface Props {
  collection: string;
  report: SchemaReport;
}

/** How many stored records break the schema as it would be, and which for example. */
export function CheckReport({ collection, report: { checked, broken, examples } }: Props) {
  if (broken === 0)
    return (
      <p className="bg-platform-soft text-platform rounded-[8px] px-4 py-3 font-semibold">
        {checked === 0
          ? 'There are no records that could break it.'
          : `None of ${counted(checked, 'record')} breaks it.`}
      </p>
    );
  return (
    <div className="bg-warn-soft rounded-[8px] p-4">
      <p className="text-warn font-semibold">
        {broken === checked && checked > 1 ? 'All ' : ''}
        {counted(broken, 'record')} of {checked} {broken === 1 ? 'breaks' : 'break'} it.
      </p>
      <div className="bg-surface border-line mt-3 max-h-72 overflow-y-auto rounded-[8px] border">
        <Table
          label="Records that break the schema"
          rows={examples}
          keyOf={({ id }) => id}
          columns={[
            {
              title: 'Record',
              cell: ({ id }) => (
                <Link
                  to="/data/$collection"
                  params={{ collection }}
                  search={{ record: id }}
                  target="_blank"
                  className="link font-mono text-[13px] break-all"
                >
                  {id}
                </Link>
              ),
            },
            {
              title: 'Why',
              cell: ({ issues }) => (
                <ul>
                  {issues.map(({ path, reason }) => (
                    <li key={path + reason} className="break-words">
                      <code>{path.replace(/^data\.?/, '') || 'the record'}</code> {reason}
                    </li>
                  ))}
                </ul>
              ),
            },
          ]}
        />
      </div>
    </div>
  );
}
