import type { MetricsSeries } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { whileUsed } from '@kit/api/while-used';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

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
      return api.get<MetricsSeries>(
        '/admin/metrics',
        {
          from: new Date(to - seconds * 1000).toISOString(),
          to: new Date(to).toISOString(),
          step,
        },
        signal,
      );
    },
    refetchInterval: whileUsed(30_000),
    placeholderData: keepPreviousData,
  });
