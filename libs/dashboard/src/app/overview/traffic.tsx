import type { MetricsPoint } from '@appbase-pfe/types';
import { TimeChart } from '@kit/chart/time-chart';
import { bytes, count } from '@kit/format';
import { Card } from '@kit/page';
import { Answer, Empty } from '@kit/states';
import { useMemo, useState } from 'react';
import { RANGES, type Range, useMetrics } from '../api/metrics';

/** Requests, errors and answer times over time, from the server's own counts. */
export default function Traffic() {
  const [range, setRange] = useState<Range>('1h');
  const metrics = useMetrics(range);
  return (
    <Card
      title="Traffic"
      actions={
        <select
          aria-label="Time range"
          className="control w-auto!"
          value={range}
          onChange={(event) => setRange(event.target.value as Range)}
        >
          {RANGES.map(([value, title]) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </select>
      }
    >
      <Answer of={metrics}>
        {({ points }) =>
          points.length === 0 ? (
            <Empty title="No requests in this time" />
          ) : (
            <Charts points={points} />
          )
        }
      </Answer>
    </Card>
  );
}

function Charts({ points }: { points: readonly MetricsPoint[] }) {
  const times = useMemo(() => points.map(({ at }) => new Date(at).getTime()), [points]);
  const traffic = useMemo(
    () => [
      { name: 'Requests', colour: 'text-data', values: points.map(({ requests }) => requests) },
      {
        name: 'Refused (4xx)',
        colour: 'text-warn',
        values: points.map(({ clientErrors }) => clientErrors),
      },
      {
        name: 'Failed (5xx)',
        colour: 'text-danger',
        values: points.map(({ serverErrors }) => serverErrors),
      },
    ],
    [points],
  );
  const latency = useMemo(
    () => [
      {
        name: 'Half within',
        colour: 'text-data',
        values: points.map(({ latency: one }) => one?.p50 ?? null),
      },
      {
        name: '95 % within',
        colour: 'text-platform',
        values: points.map(({ latency: one }) => one?.p95 ?? null),
      },
    ],
    [points],
  );
  const amounts = useMemo(
    () => [
      { name: 'Users', colour: 'text-platform', values: points.map(amountOf('users')) },
      { name: 'Files', colour: 'text-files', values: points.map(amountOf('files')) },
    ],
    [points],
  );
  const storage = useMemo(
    () => [
      { name: 'In files', colour: 'text-files', values: points.map(amountOf('storageBytes')) },
    ],
    [points],
  );
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <TimeChart title="Requests and errors" times={times} series={traffic} format={count} />
      <TimeChart title="Answer times" times={times} series={latency} format={inMs} />
      <TimeChart title="Users and files" times={times} series={amounts} format={count} />
      <TimeChart title="Storage" times={times} series={storage} format={bytes} />
    </div>
  );
}

const amountOf = (name: string) => (point: MetricsPoint) => point.amounts[name] ?? null;
const inMs = (value: number): string => `${count(Number(value.toPrecision(2)))} ms`;
