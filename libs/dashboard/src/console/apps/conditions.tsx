import type { AppCondition, AppView } from '@appbase-pfe/types';
import { Time } from '@kit/time';
import { CircleCheck, CircleHelp, TriangleAlert } from 'lucide-react';
import { remedyOf } from './remedies';

/** Each as a sentence that is true: when it holds, and when it does not. */
const TITLES: Record<AppCondition['type'], readonly [holds: string, not: string]> = {
  Provisioned: ['Set up', 'Not set up'],
  NetworkReady: ['Network ready', 'No network'],
  InstanceReady: ['Answers', 'Does not answer'],
  Isolated: ['Isolated', 'Not isolated'],
  StorageOk: ['Storage in order', 'Storage not in order'],
  Routed: ['Reachable by name', 'Not reachable by name'],
  Announced: ['Announced on the network', 'Not announced on the network'],
};

/** What holds for an app and what does not: why, and what to do about it. */
export function Conditions({ app, all = false }: { app: AppView; all?: boolean }) {
  // A stopped app answers nobody: that is no problem.
  const expected = app.desiredState === 'running';
  const shown = all
    ? app.conditions
    : app.conditions.filter(
        ({ type, status }) => status === false && (expected || type !== 'InstanceReady'),
      );
  if (shown.length === 0) return null;
  return (
    <ul aria-label={`Conditions of ${app.name}`} className="space-y-3">
      {shown.map((condition) => (
        <Condition key={condition.type} condition={condition} app={app} exact={all} />
      ))}
    </ul>
  );
}

function Condition(props: { condition: AppCondition; app: AppView; exact: boolean }) {
  const { type, status, reason, message, since } = props.condition;
  const remedy = status === true ? undefined : remedyOf(props.condition, props.app);
  return (
    <li className="flex gap-3">
      <StatusIcon status={status} />
      <div className="min-w-0">
        <p>
          <span className="font-semibold">{TITLES[type][status === false ? 1 : 0]}</span>{' '}
          <span className="text-muted text-sm">
            {reason}
            {props.exact && (
              <>
                {', '}
                <Time at={since} />
              </>
            )}
          </span>
        </p>
        <p className="text-[15px] break-words">{message}.</p>
        {remedy && <p className="text-muted text-sm">{remedy}</p>}
      </div>
    </li>
  );
}

function StatusIcon({ status }: { status: AppCondition['status'] }) {
  const size = 'mt-0.5 size-5 shrink-0';
  if (status === true)
    return <CircleCheck aria-hidden="true" className={`text-platform ${size}`} />;
  if (status === false) return <TriangleAlert aria-hidden="true" className={`text-warn ${size}`} />;
  return <CircleHelp role="img" aria-label="Not known:" className={`text-muted ${size}`} />;
}
