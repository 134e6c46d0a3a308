import { Page } from '@kit/page';
import { Answer } from '@kit/states';
import { Tabs } from '@kit/tabs';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy } from 'react';
import { useCollection } from '../api/collections';
import { RecordsTab } from './records-tab';

const ApiTab = lazy(() => import('./api-tab'));
const IndexesTab = lazy(() => import('./indexes-tab'));
const AccessTab = lazy(() => import('./access/access-tab'));
const SchemaTab = lazy(() => import('./schema/schema-tab'));
const SettingsTab = lazy(() => import('./settings-tab'));
const LiveTab = lazy(() => import('./live-tab'));

/** One collection: its records and all that is set for it, each behind a tab. */
export function Collection() {
  const { collection: name } = useParams({ from: '/gate/data/$collection' });
  const { tab = 'records' } = useSearch({ from: '/gate/data/$collection' });
  const navigate = useNavigate({ from: '/data/$collection' });
  const collection = useCollection(name);
  return (
    <Page
      title={name}
      above={
        <Link to="/data" className="link text-sm">
          All collections
        </Link>
      }
    >
      <Answer of={collection}>
        {(view) => (
          <Tabs
            label={`Parts of ${name}`}
            value={tab}
            onValue={(next) =>
              void navigate({ search: next === 'records' ? {} : { tab: next }, replace: true })
            }
            tabs={[
              {
                value: 'records',
                title: 'Records',
                content: () => <RecordsTab collection={view} />,
              },
              { value: 'live', title: 'Live', content: () => <LiveTab collection={view} /> },
              {
                value: 'schema',
                title: 'Schema',
                content: () => <SchemaTab collection={view} />,
              },
              {
                value: 'access',
                title: 'Access',
                content: () => <AccessTab collection={view} />,
              },
              {
                value: 'indexes',
                title: 'Indexes',
                content: () => <IndexesTab collection={view} />,
              },
              {
                value: 'settings',
                title: 'Settings',
                content: () => <SettingsTab collection={view} />,
              },
              { value: 'api', title: 'API', content: () => <ApiTab collection={view} /> },
            ]}
          />
        )}
      </Answer>
    </Page>
  );
}
