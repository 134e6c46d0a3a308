import type { AppView } from '@appbase-pfe/types';
import { Link } from '@tanstack/react-router';
import { CopyButton } from '@kit/copy-button';
import { counted } from '@kit/format';
import { AppActions } from './app-actions';
import { Conditions } from './conditions';
import { StateBadge } from './state';

/** One app in the list. */
export function AppCard({ app }: { app: AppView }) {
  return (
    <li className="card flex min-w-0 flex-col gap-3 p-5">
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 className="truncate text-lg">
            <Link to="/apps/$app" params={{ app: app.slug }} className="link">
              {app.name}
            </Link>
          </h2>
          <code className="text-muted text-[13px]">{app.slug}</code>
        </div>
        <StateBadge app={app} />
      </div>
      <dl className="text-[15px]">
        {app.urls && (
          <div className="flex items-center gap-2">
            <dt className="text-muted">API</dt>
            <dd className="flex min-w-0 items-center gap-1">
              <code className="truncate text-[13px]">{app.urls.api}</code>
              <CopyButton small text={app.urls.api} what={`address of ${app.name}`} />
            </dd>
          </div>
        )}
        <div className="flex gap-2">
          <dt className="text-muted">Port</dt>
          <dd className="tabular">
            {app.port ?? 'none yet'}
            {app.restarts > 0 && (
              <span className="text-muted"> · {counted(app.restarts, 'restart')} unasked</span>
            )}
          </dd>
        </div>
      </dl>
      <Conditions app={app} />
      <div className="mt-auto flex flex-wrap items-center justify-end gap-2 pt-1">
        <AppActions app={app} />
      </div>
    </li>
  );
}
