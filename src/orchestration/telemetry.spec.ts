import { beforeEach, describe, expect, it } from '@jest/globals';
import type { InstanceTelemetry } from '@appbase-pfe/types';
import type { Clock } from '../common/clock.js';
import { createLogger } from '../common/logger.js';
import type { App } from '../tenancy/app-row.js';
import type { AppsService } from '../tenancy/apps.service.js';
import type { AppsStore } from '../tenancy/apps-store.js';
import type { InstanceClient } from './instance-client.js';
import type { InstanceRuntime } from './instance-runtime.js';
import type { Samples, Taken } from './samples.js';
import { Telemetry } from './telemetry.js';

const START = Date.parse('2026-01-01T12:00:00Z');

describe('telemetry over time', () => {
  let startedAt: number;
  let told: unknown;
  let apps: App[];
  let kept: Taken[];
  let telemetry: Telemetry;

  beforeEach(() => {
    startedAt = START + 1000;
    kept = [];
    apps = [appOf(startedAt)];
    telemetry = new Telemetry(
      {} as AppsService,
      { all: () => apps } as unknown as AppsStore,
      { call: () => Promise.resolve(told) } as unknown as InstanceClient,
      {} as InstanceRuntime,
      { store: async (_at: number, taken: Taken[]) => void kept.push(...taken) } as Samples,
      { now: () => START } as Clock,
      createLogger('silent'),
    );
  });

  const appOf = (at: number) =>
    ({
      id: 'app_1',
      state: 'running',
      instance: { id: '42', startedAt: new Date(at).toISOString() },
    }) as unknown as App;
  const count = async (requests: number, errors: number) => {
    const counted: InstanceTelemetry = {
      requests,
      errors,
      latency: [{ upToMs: 10, count: requests }],
      users: 1,
      storageBytes: 2,
      memoryBytes: 3,
    };
    told = counted;
    await telemetry.collect();
  };
  const counts = () => kept.map(({ sample }) => [sample.requests, sample.errors]);

  it('keeps what came since the last look', async () => {
    await count(10, 2);
    await count(25, 2);
    expect(counts()).toEqual([
      [10, 2],
      [15, 0],
    ]);
  });

  it('counts anew for each run of an instance, also when it is busier than the one before', async () => {
    await count(10, 5);
    apps = [appOf(startedAt + 5000)];
    await count(30, 1);
    expect(counts()).toEqual([
      [10, 5],
      [30, 1],
    ]);
  });

  it('does not count again what an instance did before this control plane was there', async () => {
    apps = [appOf(START - 3_600_000)];
    await count(1_000_000, 7);
    await count(1_000_003, 7);
    expect(counts()).toEqual([[3, 0]]);
  });

  it('keeps nothing of an answer that is none', async () => {
    told = { requests: 'many' };
    await telemetry.collect();
    expect(kept).toEqual([]);
  });
});
