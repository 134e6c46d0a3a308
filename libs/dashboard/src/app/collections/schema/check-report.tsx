import type { SchemaReport } from '@appbase-pfe/types';
import { counted } from '@kit/format';
import { Table } from '@kit/table';
import { Link } from '@tanstack/react-router';

interface Props {
  collection: string;
  report: SchemaReport;
}

/** How many stored records stand in the way: those that break the schema, and doubles. */
export const brokenIn = (report: SchemaReport): number => report.broken + doublesIn(report);

export const doublesIn = ({ doubles = [] }: SchemaReport): number =>
  doubles.reduce((sum, one) => sum + one.doubles, 0);

/** What the schema as it would be finds among the records that are stored, with examples. */
export function CheckReport({ collection, report }: Props) {
  const { checked, broken, examples, doubles = [] } = report;
  if (brokenIn(report) === 0)
    return (
      <p className="bg-platform-soft text-platform rounded-[8px] px-4 py-3 font-semibold">
        {checked === 0
          ? 'There are no records that could break it.'
          : `None of ${counted(checked, 'record')} breaks it.`}
      </p>
    );
  return (
    <div className="bg-warn-soft space-y-3 rounded-[8px] p-4">
      {broken > 0 && (
        <>
          <p className="text-warn font-semibold">
            {counted(broken, 'record')} of {checked} {broken === 1 ? 'breaks' : 'break'} it.
          </p>
          <div className="bg-surface border-line max-h-52 overflow-y-auto rounded-[8px] border">
            <Table
              label="Records that break the schema"
              rows={examples}
              keyOf={({ id }) => id}
              columns={[
                {
                  title: 'Record',
                  cell: ({ id }) => <RecordLink collection={collection} id={id} />,
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
        </>
      )}
      {doubles
        .filter((one) => one.doubles > 0)
        .map((one) => (
          <p key={`${one.scope} ${one.fields.join()}`} className="text-warn">
            <strong>{counted(one.doubles, 'double')}</strong> of{' '}
            <code>{one.fields.join(' + ')}</code>
            {one.scope === 'owner' && ' among the records of one owner'}, for example{' '}
            <RecordLink collection={collection} id={one.examples[0] ?? ''} />
          </p>
        ))}
    </div>
  );
}

function RecordLink({ collection, id }: { collection: string; id: string }) {
  return (
    <Link
      to="/data/$collection"
      params={{ collection }}
      search={{ record: id }}
      target="_blank"
      className="link font-mono text-[13px] break-all"
    >
      {id}
    </Link>
  );
}
