import type { AppView } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { useChange } from '@kit/api/use-change';
import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { Card, Page } from '@kit/page';
import { Answer, Empty } from '@kit/states';
import { Table } from '@kit/table';
import { Time } from '@kit/time';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { appPath, useDeletedApps } from '../api/apps';
import { WipeApp } from './delete-app';

/** Apps that can still be brought back. */
export function DeletedApps() {
  const may = useMay();
  const apps = useDeletedApps();
  const [wiping, setWiping] = useState<AppView>();
  const restore = useChange((app: AppView) => api.post<AppView>(`${appPath(app.id)}/restore`), {
    refresh: [['apps']],
    done: ({ name }) => `${name} is back`,
  });
  return (
    <Page title="Deleted apps" lead="Their data are kept for 7 days, then wiped for good.">
      <Answer of={apps}>
        {({ items }) => (
          <Card flush>
            {items.length === 0 ? (
              <Empty title="Nothing here" icon={<Trash2 className="size-8" />}>
                An app that is deleted waits here for 7 days.
              </Empty>
            ) : (
              <Table
                label="Deleted apps"
                rows={items}
                keyOf={({ id }) => id}
                columns={[
                  {
                    title: 'App',
                    cell: ({ name, slug }) => (
                      <>
                        <span className="font-semibold">{name}</span>
                        <code className="text-muted block text-[13px]">{slug}</code>
                      </>
                    ),
                  },
                  { title: 'Wiped', wide: true, cell: ({ purgeAt }) => <Time at={purgeAt} /> },
                  {
                    title: 'Actions',
                    silent: true,
                    cell: (app) => (
                      <span className="inline-flex flex-wrap justify-end gap-2">
                        <Button
                          small
                          blocked={may.own}
                          busy={restore.isPending && restore.variables.id === app.id}
                          onClick={() => restore.mutate(app)}
                        >
                          Restore
                        </Button>
                        <Button small blocked={may.own} onClick={() => setWiping(app)}>
                          Wipe …
                        </Button>
                      </span>
                    ),
                  },
                ]}
              />
            )}
          </Card>
        )}
      </Answer>
      {wiping && <WipeApp app={wiping} onClose={() => setWiping(undefined)} />}
    </Page>
  );
}
