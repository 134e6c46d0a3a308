import { Badge } from '@kit/badge';
import { Card } from '@kit/page';
import { Answer, Loading } from '@kit/states';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { type Health, useHealth } from '../api/health';
import { DamagedFiles, LookedAt } from './looked-at';
import { remedyOf } from './remedies';

/** Whether all is well; what is not, with its cause and what to do. */
export function HealthCard() {
  const health = useHealth();
  return (
    <Card>
      <Answer of={health} loading={<Loading lines={1} />}>
        {(now) => <Verdict health={now} />}
      </Answer>
    </Card>
  );
}

function Verdict({ health }: { health: Health }) {
  const checks = Object.entries(health.checks ?? {});
  const bad = checks.filter(([, check]) => !['up', 'ok'].includes(check.status));
  const well = bad.length === 0 && ['ok', 'up'].includes(health.status);
  const Icon = well ? CircleCheck : CircleAlert;
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
      <Icon
        aria-hidden="true"
        className={well ? 'text-platform size-7 shrink-0' : 'text-danger size-7 shrink-0'}
      />
      <div className="min-w-0 flex-1 basis-52">
        <h2 className="text-lg">{well ? 'Everything works' : 'Something needs you'}</h2>
        {bad.map(([name, check]) => (
          <div key={name} className="mt-2">
            <p>
              <strong>{name}</strong>: {check.message ?? check.status}
            </p>
            <p className="text-muted">{remedyOf(name)}</p>
            {name === 'files' && <DamagedFiles />}
          </div>
        ))}
        <LookedAt checks={health.checks ?? {}} />
      </div>
      <ul aria-label="Checks" className="flex flex-wrap gap-2">
        {checks.map(([name, check]) => (
          <li key={name}>
            <Badge tone={['up', 'ok'].includes(check.status) ? 'platform' : 'danger'}>
              {name}: {check.status}
            </Badge>
          </li>
        ))}
      </ul>
    </div>
  );
}
