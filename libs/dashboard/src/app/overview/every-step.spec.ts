import { describe, expect, it } from '@jest/globals';
import type { MetricsPoint } from '@appbase-pfe/types';
import { everyStep } from './every-step';

const point = (at: string, requests: number, users: number): MetricsPoint => ({
  at,
  requests,
  clientErrors: 0,
  serverErrors: 0,
  eventLoopDelayMs: 0,
  walBytes: 0,
  amounts: { users },
});

describe('the steps of a chart', () => {
  it('are all there: quiet ones with no requests and the amounts of before', () => {
    const points = [
      point('2026-01-01T10:01:00.000Z', 5, 1),
      point('2026-01-01T10:04:00.000Z', 7, 3),
    ];
    const range = { from: '2026-01-01T10:00:20.000Z', to: '2026-01-01T10:05:20.000Z', step: 60 };
    const steps = everyStep({ ...range, points });
    expect(steps.map(({ at }) => at.slice(11, 16))).toEqual([
      '10:00',
      '10:01',
      '10:02',
      '10:03',
      '10:04',
      '10:05',
    ]);
    expect(steps.map(({ requests }) => requests)).toEqual([0, 5, 0, 0, 7, 0]);
    expect(steps.map(({ amounts }) => amounts['users'])).toEqual([undefined, 1, 1, 1, 3, 3]);
    expect(steps.filter(({ latency }) => latency)).toEqual([]);
  });
});
