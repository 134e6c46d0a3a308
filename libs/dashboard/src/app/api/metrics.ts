import { api } from '@kit/api/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

/** One step of time: what came in and how it went. */
export interface MetricPoint {
  at: string;
  requests: number;
  errors: number;
  p95?: number;
}

export const RANGES = [
  ['1h', 'last hour', 3_600, 60],
  ['24h', 'last day', 86_400, 900],
  ['7d', 'last week', 7 * 86_400, 7_200],
  ['30d', 'last month', 30 * 86_400, 21_600],
] as const;
export type Range = (typeof RANGES)[number][0];

export const useMetrics = (range: Range) =>
  useQuery({
    queryKey: ['metrics', range],
    queryFn: ({ signal }) => {
      const [, , seconds, step] = RANGES.find(([name]) => name === range)!;
      const to = Date.now();
      return api.get<{ points: MetricPoint[] }>(
        '/admin/metrics',
        {
          from: new Date(to - seconds * 1000).toISOString(),
          to: new Date(to).toISOString(),
          step,
        },
        signal,
      );
    },
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  });
