import { Page } from '@kit/page';
import { Suspense, lazy } from 'react';
import { Loading } from '@kit/states';
import { Activity } from './activity';
import { Connect } from './connect';
import { HealthCard } from './health-card';
import { Totals } from './totals';

const Traffic = lazy(() => import('./traffic'));

/** How the app is doing, at a glance. */
export function Overview() {
  return (
    <Page title="Overview" lead="How this app is doing.">
      <div className="space-y-5">
        <HealthCard />
        <Totals />
        <Suspense fallback={<Loading />}>
          <Traffic />
        </Suspense>
        <div className="grid items-start gap-5 xl:grid-cols-2">
          <Activity />
          <Connect />
        </div>
      </div>
    </Page>
  );
}
