import { Page } from '@kit/page';
import { Tabs } from '@kit/tabs';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy } from 'react';
import { FilesTab } from './files-tab';

const BucketAccess = lazy(() => import('./bucket-access'));
const DeleteBucket = lazy(() => import('./delete-bucket'));

/** One bucket: its files, who may see and change them, and its end. */
export function Bucket() {
  const { bucket } = useParams({ from: '/gate/files/$bucket' });
  const { tab = 'files' } = useSearch({ from: '/gate/files/$bucket' });
  const navigate = useNavigate({ from: '/files/$bucket' });
  return (
    <Page
      title={bucket}
      above={
        <Link to="/files" className="link text-sm">
          All buckets
        </Link>
      }
    >
      <Tabs
        label={`Parts of ${bucket}`}
        value={tab}
        onValue={(next) =>
          void navigate({ search: next === 'files' ? {} : { tab: next }, replace: true })
        }
        tabs={[
          { value: 'files', title: 'Files', content: () => <FilesTab bucket={bucket} /> },
          { value: 'access', title: 'Access', content: () => <BucketAccess bucket={bucket} /> },
          { value: 'settings', title: 'Settings', content: () => <DeleteBucket bucket={bucket} /> },
        ]}
      />
    </Page>
  );
}
