import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { Card, Page } from '@kit/page';
import { SearchBox } from '@kit/search-box';
import { Answer, Empty } from '@kit/states';
import { Boxes, Plus } from 'lucide-react';
import { useState } from 'react';
import { useApps } from '../api/apps';
import { AppCard } from './app-card';
import { CreateApp } from './create-app';

/** All apps: how each is, and what can be done with it. */
export function Apps() {
  const may = useMay();
  const [search, setSearch] = useState('');
  const [creating, setCreating] = useState(false);
  const apps = useApps(search);
  const create = (
    <Button
      look="primary"
      icon={<Plus aria-hidden="true" className="size-4" />}
      blocked={may.write}
      onClick={() => setCreating(true)}
    >
      Create app
    </Button>
  );
  return (
    <Page
      title="Apps"
      lead="Each app has its own users, data, files and keys, in an instance of its own."
      actions={create}
    >
      {apps.error && apps.data && (
        <p role="status" className="bg-warn-soft mb-4 rounded-[8px] px-4 py-3">
          The control plane does not answer. This is how it was; it is asked again.
        </p>
      )}
      <Answer of={apps}>
        {({ items, total }) =>
          total === 0 && search === '' ? (
            <Card>
              <Empty title="No apps yet" icon={<Boxes className="size-8" />} action={create}>
                Give the first one a name. It takes a few seconds until it runs, and you get the key
                with which it is used.
              </Empty>
            </Card>
          ) : (
            <>
              {(total > 6 || search !== '') && (
                <div className="mb-5 max-w-md">
                  <SearchBox label="Search apps" value={search} onValue={setSearch} />
                </div>
              )}
              {items.length === 0 && <Empty title="No app is called that" />}
              <ul aria-label="Apps" className="grid gap-5 md:grid-cols-2 2xl:grid-cols-3">
                {items.map((app) => (
                  <AppCard key={app.id} app={app} />
                ))}
              </ul>
              {total > items.length && (
                <p className="text-muted mt-4">
                  The first {items.length} of {total}: search for the others.
                </p>
              )}
            </>
          )
        }
      </Answer>
      {creating && <CreateApp onClose={() => setCreating(false)} />}
    </Page>
  );
}
