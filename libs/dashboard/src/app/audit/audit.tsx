import type { AuditEntryView } from '@appbase-pfe/types';
import { Badge } from '@kit/badge';
import { Card, Page } from '@kit/page';
import { Pager } from '@kit/pager';
import { Answer, Empty } from '@kit/states';
import { Table } from '@kit/table';
import { classes } from '@kit/style/classes';
import { Time } from '@kit/time';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ScrollText } from 'lucide-react';
import { AUDIT_PAGE, type AuditSearch, useAudit } from '../api/audit';
import { AuditActions } from './audit-actions';
import { AuditFilter } from './audit-filter';
import { EntryPanel } from './entry-panel';
import { toneOf } from './tones';

/** Who did what and when. */
export function Audit() {
  const search = useSearch({ from: '/gate/audit' });
  const navigate = useNavigate({ from: '/audit' });
  const entries = useAudit(search);
  const change = (part: AuditSearch) =>
    void navigate({ search: (now) => ({ ...now, offset: undefined, ...part }), replace: true });
  const open = (entry: string | undefined) =>
    void navigate({ search: (now) => ({ ...now, entry }) });
  return (
    <Page
      title="Audit"
      lead="Everything that was done and by whom. Entries are chained: a change or a gap shows."
      actions={<AuditActions search={search} />}
    >
      <AuditFilter search={search} onSearch={change} />
      <Answer of={entries}>
        {({ items, total }) => (
          <Card flush>
            {items.length === 0 ? (
              <Empty title="No entries" icon={<ScrollText className="size-8" />}>
                Nothing matches. Widen the filter.
              </Empty>
            ) : (
              <>
                <Table
                  label="Audit entries"
                  rows={items}
                  keyOf={({ id }) => id}
                  columns={[
                    { title: 'When', cell: ({ at }) => <When at={at} /> },
                    {
                      title: 'Action',
                      cell: (entry) => (
                        <>
                          <button
                            type="button"
                            aria-label={`Details of ${entry.action}, ${entry.id}`}
                            onClick={() => open(entry.id)}
                          >
                            <Badge tone={toneOf(entry.action)}>{entry.action}</Badge>
                          </button>
                          <Actor
                            name={entry.actor}
                            className="text-muted mt-0.5 text-sm lg:hidden"
                          />
                        </>
                      ),
                    },
                    { title: 'By', wide: true, cell: ({ actor }) => <Actor name={actor} /> },
                    { title: 'What', wide: true, cell: (entry) => <Target entry={entry} /> },
                    { title: 'Address', wide: true, cell: ({ ip }) => ip ?? '–' },
                  ]}
                />
                <Pager
                  offset={search.offset ?? 0}
                  limit={AUDIT_PAGE}
                  total={total}
                  onOffset={(offset) => change({ offset: offset || undefined })}
                />
              </>
            )}
            {search.entry && (
              <EntryPanel
                entry={items.find(({ id }) => id === search.entry)}
                onClose={() => open(undefined)}
              />
            )}
          </Card>
        )}
      </Answer>
    </Page>
  );
}

/** The exact moment where there is room, else how long ago. */
function When({ at }: { at: string }) {
  return (
    <>
      <span className="hidden sm:inline">
        <Time at={at} exact />
      </span>
      <span className="sm:hidden">
        <Time at={at} />
      </span>
    </>
  );
}

/** Who did it, on one line; the entry itself has all of it. */
function Actor({ name, className }: { name: string; className?: string }) {
  return (
    <span
      title={name}
      className={classes('block max-w-[clamp(9rem,20vw,24rem)] truncate', className)}
    >
      {name}
    </span>
  );
}

function Target({ entry }: { entry: AuditEntryView }) {
  if (!entry.resource) return <>–</>;
  return (
    <span
      title={entry.resourceId}
      className="text-muted block max-w-[clamp(12rem,20vw,24rem)] truncate"
    >
      {entry.resource} <code className="text-[13px]">{entry.resourceId}</code>
    </span>
  );
}
