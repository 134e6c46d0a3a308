import type { AppStats, AppView } from '@appbase-pfe/types';
import { CopyButton } from '@kit/copy-button';
import { bytes, count } from '@kit/format';
import { Card } from '@kit/page';
import { Answer } from '@kit/states';
import { Time } from '@kit/time';
import type { ReactNode } from 'react';
import { useAppStats } from '../api/apps';
import { Conditions } from '../apps/conditions';

/** How an app is, where it is reached, what it uses. */
export function Overview({ app }: { app: AppView }) {
  return (
    <div className="grid gap-5 lg:grid-cols-2">
      <Card title="Condition">
        {app.conditions.length === 0 ? (
          <p className="text-muted">Nothing is known yet.</p>
        ) : (
          <Conditions app={app} all />
        )}
      </Card>
      <div className="space-y-5">
        <Card title="Where it is">
          <dl className="space-y-2">
            <Fact name="API">{app.urls && <Address url={app.urls.api} what="API address" />}</Fact>
            <Fact name="Dashboard">
              {app.urls && <Address url={app.urls.dashboard} what="dashboard address" />}
            </Fact>
            <Fact name="Port">{app.port}</Fact>
            <Fact name="Runs as">
              {app.instance && (
                <>
                  {app.instance.runtime === 'docker' ? 'a container' : 'a process'}, started{' '}
                  <Time at={app.instance.startedAt} />
                </>
              )}
            </Fact>
            <Fact name="Unasked restarts">{count(app.restarts)}</Fact>
            <Fact name="Created">
              <Time at={app.createdAt} />
            </Fact>
          </dl>
        </Card>
        {app.state === 'running' && <Usage app={app} />}
      </div>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-x-3">
      <dt className="text-muted w-36 shrink-0">{name}</dt>
      <dd className="min-w-0">{children ?? <span className="text-muted">none now</span>}</dd>
    </div>
  );
}

function Address({ url, what }: { url: string; what: string }) {
  return (
    <span className="flex items-center gap-1">
      <code className="min-w-0 text-[13px] break-all">{url}</code>
      <CopyButton small text={url} what={what} />
    </span>
  );
}

function Usage({ app }: { app: AppView }) {
  const stats = useAppStats(app.id);
  return (
    <Card title="Right now">
      <Answer of={stats}>
        {(now) => (
          <dl className="grid grid-cols-2 gap-4 sm:grid-cols-3">
            {figures(now).map(([name, value]) => (
              <div key={name}>
                <dt className="text-muted text-sm">{name}</dt>
                <dd className="tabular text-lg font-semibold">{value}</dd>
              </div>
            ))}
          </dl>
        )}
      </Answer>
    </Card>
  );
}

/** What is known, in the order in which people ask. */
function figures(now: AppStats): [name: string, value: string][] {
  const of = now.memoryLimitBytes === undefined ? '' : ` of ${bytes(now.memoryLimitBytes)}`;
  const all: [string, string | undefined][] = [
    ['Memory', now.memoryBytes === undefined ? undefined : bytes(now.memoryBytes) + of],
    ['CPU', now.cpuPercent === undefined ? undefined : `${now.cpuPercent.toFixed(1)} %`],
    ['Storage', now.storageBytes === undefined ? undefined : bytes(now.storageBytes)],
    ['Users', now.users === undefined ? undefined : count(now.users)],
    ['Requests', now.requests === undefined ? undefined : count(now.requests)],
    ['Errors', now.errors === undefined ? undefined : count(now.errors)],
    ['95 % within', now.latencyMs && `${Math.round(now.latencyMs.p95)} ms`],
  ];
  return all.filter((figure): figure is [string, string] => figure[1] !== undefined);
}
