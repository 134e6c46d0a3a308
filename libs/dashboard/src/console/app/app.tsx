import { Page } from '@kit/page';
import { Answer } from '@kit/states';
import { Tabs } from '@kit/tabs';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import { useApp } from '../api/apps';
import { AppActions } from '../apps/app-actions';
import { StateBadge } from '../apps/state';
import { Events } from './events';
import { Keys } from './keys';
import { Limits } from './limits';
import { Log } from './log';
import { Overview } from './overview';

/** One app: how it is, its keys, its log, what happened to it, what it may take. */
export function App() {
  const { app: slug } = useParams({ from: '/gate/apps/$app' });
  const { tab = 'overview' } = useSearch({ from: '/gate/apps/$app' });
  const navigate = useNavigate();
  const app = useApp(slug);
  const { data } = app;
  return (
    <Page
      title={data?.name ?? slug}
      above={
        <p className="mb-2">
          <Link to="/" className="link inline-flex items-center gap-1 text-sm">
            <ChevronLeft aria-hidden="true" className="size-4" /> All apps
          </Link>
        </p>
      }
      lead={
        data && (
          <span className="flex flex-wrap items-center gap-3">
            <StateBadge app={data} /> <code className="text-[13px]">{data.slug}</code>
          </span>
        )
      }
      actions={data && <AppActions app={data} onDeleted={() => void navigate({ to: '/' })} />}
    >
      <Answer of={app}>
        {(now) => (
          <Tabs
            label={`Parts of ${now.name}`}
            value={tab}
            onValue={(next) =>
              void navigate({
                to: '/apps/$app',
                params: { app: slug },
                search: { tab: next },
                replace: true,
              })
            }
            tabs={[
              { value: 'overview', title: 'Overview', content: () => <Overview app={now} /> },
              { value: 'keys', title: 'API keys', content: () => <Keys app={now} /> },
              { value: 'log', title: 'Log', content: () => <Log app={now} /> },
              { value: 'events', title: 'Events', content: () => <Events app={now} /> },
              {
                value: 'limits',
                title: 'Limits',
                content: () => <Limits app={now} />,
              },
            ]}
          />
        )}
      </Answer>
    </Page>
  );
}
