import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { count } from '@kit/format';
import { Card, Page } from '@kit/page';
import { Answer, Empty } from '@kit/states';
import { Table } from '@kit/table';
import { Link } from '@tanstack/react-router';
import { Database, Plus } from 'lucide-react';
import { useState } from 'react';
import { useCollections } from '../api/collections';
import { AccessBadge } from './access/access-badge';
import { NewCollection } from './new-collection';

/** All collections of the app. */
export function Collections() {
  const may = useMay();
  const collections = useCollections();
  const [adding, setAdding] = useState(false);
  const add = (
    <Button
      look="primary"
      icon={<Plus aria-hidden="true" className="size-4" />}
      blocked={may.write}
      onClick={() => setAdding(true)}
    >
      New collection
    </Button>
  );
  return (
    <Page
      title="Data"
      lead="Collections of JSON records. An app creates them by use; here you see and arrange them."
      actions={add}
    >
      <Answer of={collections}>
        {({ items }) => (
          <Card flush>
            {items.length === 0 ? (
              <Empty title="No collections yet" icon={<Database className="size-8" />} action={add}>
                The first record that an app stores makes its collection.
              </Empty>
            ) : (
              <Table
                label="Collections"
                rows={items}
                keyOf={({ name }) => name}
                columns={[
                  {
                    title: 'Name',
                    cell: ({ name }) => (
                      <Link
                        to="/data/$collection"
                        params={{ collection: name }}
                        className="link font-semibold wrap-anywhere"
                      >
                        {name}
                      </Link>
                    ),
                  },
                  {
                    title: 'Records',
                    number: true,
                    cell: ({ records }) => (records === undefined ? '–' : count(records)),
                  },
                  {
                    title: 'Access',
                    cell: ({ access = 'owner' }) => <AccessBadge access={access} />,
                  },
                  {
                    title: 'Indexes',
                    number: true,
                    wide: true,
                    cell: ({ indexes }) => count(indexes?.length ?? 0),
                  },
                ]}
              />
            )}
          </Card>
        )}
      </Answer>
      {adding && <NewCollection onClose={() => setAdding(false)} />}
    </Page>
  );
}
