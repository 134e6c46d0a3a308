import { TimeChart } from '@kit/chart/time-chart';
import { count } from '@kit/format';
import { Card } from '@kit/page';
import { Answer, Empty } from '@kit/states';
import { useMemo, useState } from 'react';
import { type MetricPoint, RANGES, type Range, useMetrics } from '../api/metrics';

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

function Charts({ points }: { points: readonly MetricPoint[] }) {
  const times = useMemo(() => points.map(({ at }) => new Date(at).getTime()), [points]);
  const traffic = useMemo(
    () => [
      { name: 'Requests', colour: 'text-data', values: points.map(({ requests }) => requests) },
      { name: 'Errors', colour: 'text-files', values: points.map(({ errors }) => errors) },
    ],
    [points],
  );
  const latency = useMemo(
    () => [
      {
        name: '95 of 100 faster than',
        colour: 'text-platform',
        values: points.map(({ p95 }) => p95 ?? null),
      },
    ],
    [points],
  );
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <TimeChart title="Requests and errors" times={times} series={traffic} format={count} />
      <TimeChart title="Answer times" times={times} series={latency} format={inMs} />
    </div>
  );
}

const inMs = (value: number): string => `${count(Math.round(value))} ms`;
