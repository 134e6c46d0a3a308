import type { Grants } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { useChange } from '@kit/api/use-change';
import { useMay } from '@kit/api/use-may';
import { Button, IconButton } from '@kit/button';
import { useDraft, useStored } from '@kit/form/use-draft';
import { Empty } from '@kit/states';
import { Table } from '@kit/table';
import { UnsavedGuard } from '@kit/unsaved-guard';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { UserName } from '../users/user-name';
import { AddGrantee } from './add-grantee';
import { type Grantee, type Level, granteesOf, grantsOf } from './grantees';

const LEVELS: readonly (readonly [Level, string])[] = [
  ['read', 'may read'],
  ['write', 'may change'],
];

/** Who may read or change one record or file: a list that is saved as a whole. */
export function GrantsEditor({ path, stored }: { path: string; stored: Grants }) {
  const may = useMay();
  const client = useQueryClient();
  const edited = useDraft(granteesOf(stored));
  const { draft: grantees, dirty } = edited;
  useStored(edited, granteesOf(stored));
  const [adding, setAdding] = useState(false);
  const unchanged = dirty ? undefined : 'Nothing has been changed';
  const save = useChange(
    async (sent: Grantee[]) => {
      const saved = await api.put<Grants>(`${path}/grants`, grantsOf(sent));
      edited.saved(sent);
      client.setQueryData(['grants', path], saved);
    },
    { refresh: [['grants', path]], done: 'Sharing saved. It is felt at once.' },
  );
  const put = (grantee: Grantee) =>
    edited.change((now) =>
      now.some(({ principal }) => principal === grantee.principal)
        ? now.map((one) => (one.principal === grantee.principal ? grantee : one))
        : [...now, grantee],
    );
  return (
    <>
      <UnsavedGuard dirty={dirty && !save.isPending} />
      <div className="border-line rounded-[8px] border">
        {grantees.length === 0 ? (
          <Empty title="Granted to nobody">Only its owner and what the rules say beside.</Empty>
        ) : (
          <Table
            label="Granted to"
            rows={grantees}
            keyOf={({ principal }) => principal}
            columns={[
              { title: 'Who', cell: ({ principal }) => <Principal name={principal} /> },
              {
                title: 'How far',
                cell: (grantee) => (
                  <select
                    aria-label={`What ${grantee.principal} may do`}
                    className="control min-w-34"
                    disabled={may.write !== undefined}
                    value={grantee.level}
                    onChange={(event) => put({ ...grantee, level: event.target.value as Level })}
                  >
                    {LEVELS.map(([level, text]) => (
                      <option key={level} value={level}>
                        {text}
                      </option>
                    ))}
                  </select>
                ),
              },
              {
                title: 'Actions',
                silent: true,
                cell: (grantee) => (
                  <IconButton
                    small
                    label={`Take it from ${grantee.principal}`}
                    icon={<Trash2 className="size-4" />}
                    blocked={may.write}
                    onClick={() => edited.change((now) => now.filter((one) => one !== grantee))}
                  />
                ),
              },
            ]}
          />
        )}
      </div>
      <div className="mt-4 flex flex-wrap justify-end gap-3">
        <Button
          className="mr-auto"
          icon={<Plus aria-hidden="true" className="size-4" />}
          blocked={may.write}
          onClick={() => setAdding(true)}
        >
          Add user or group
        </Button>
        <Button blocked={unchanged} onClick={edited.undo}>
          Undo changes
        </Button>
        <Button
          look="primary"
          busy={save.isPending}
          blocked={may.write ?? unchanged}
          onClick={() => save.mutate(grantees)}
        >
          Save sharing
        </Button>
      </div>
      {adding && (
        <AddGrantee
          there={grantees.map(({ principal }) => principal)}
          onAdd={(principal) => {
            put({ principal, level: 'read' });
            setAdding(false);
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  );
}

function Principal({ name }: { name: string }) {
  const [kind, id = ''] = name.split(':', 2);
  if (kind === 'user') return <UserName id={id} />;
  return (
    <>
      <Link to="/groups/$group" params={{ group: id }} className="link">
        {id}
      </Link>{' '}
      <span className="text-muted">(group)</span>
    </>
  );
}
