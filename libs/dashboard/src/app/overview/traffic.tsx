import type { MetricsPoint, MetricsSeries } from '@appbase-pfe/types';
import { Figures } from '@kit/chart/figures';
import { type ChartProps, type Series, TimeChart } from '@kit/chart/time-chart';
import { bytes, count } from '@kit/format';
import { Card } from '@kit/page';
import { Answer, Empty } from '@kit/states';
import { useMemo, useState } from 'react';
import { RANGES, type Range, useMetrics } from '../api/metrics';
import { everyStep } from './every-step';

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
        {(series) =>
          series.points.length === 0 ? (
            <Empty title="No requests in this time" />
          ) : (
            <Charts metrics={series} />
          )
        }
      </Answer>
    </Card>
  );
}

function Charts({ metrics }: { metrics: MetricsSeries }) {
  const points = useMemo(() => everyStep(metrics), [metrics]);
  const times = useMemo(() => points.map(({ at }) => Date.parse(at)), [points]);
  const charts = useMemo(() => chartsOf(points), [points]);
  return (
    <>
      <div className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
        {charts.map((chart) => (
          <TimeChart key={chart.title} times={times} {...chart} />
        ))}
      </div>
      <Figures
        times={times}
        series={charts.flatMap(({ series, format }) => series.map((one) => ({ ...one, format })))}
      />
    </>
  );
}

/** What is drawn, each chart with its lines. */
function chartsOf(points: readonly MetricsPoint[]): Omit<ChartProps, 'times'>[] {
  const line = (
    name: string,
    colour: string,
    value: (point: MetricsPoint) => number | undefined,
  ): Series => ({ name, colour, values: points.map((point) => value(point) ?? null) });
  return [
    {
      title: 'Requests and errors',
      unit: 'counts',
      format: count,
      series: [
        line('Requests', 'text-data', ({ requests }) => requests),
        line('Refused (4xx)', 'text-warn', ({ clientErrors }) => clientErrors),
        line('Failed (5xx)', 'text-danger', ({ serverErrors }) => serverErrors),
      ],
    },
    {
      title: 'Answer times',
      format: inMs,
      series: [
        line('Half within', 'text-data', ({ latency }) => latency?.p50),
        line('95 % within', 'text-warn', ({ latency }) => latency?.p95),
      ],
    },
    {
      title: 'Users and files',
      unit: 'counts',
      format: count,
      series: [
        line('Users', 'text-platform', ({ amounts }) => amounts['users']),
        line('Files', 'text-files', ({ amounts }) => amounts['files']),
      ],
    },
    {
      title: 'Storage',
      unit: 'bytes',
      format: bytes,
      series: [line('In files', 'text-files', ({ amounts }) => amounts['storageBytes'])],
    },
  ];
}

const inMs = (value: number): string => `${count(Number(value.toPrecision(2)))} ms`;
