import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Clock } from '../common/clock.js';
import { createLogger } from '../common/logger.js';
import type { App } from '../tenancy/app-row.js';
import { AppsNews } from '../tenancy/apps-news.js';
import type { AppsStore } from '../tenancy/apps-store.js';
import type { AppStatus } from './app-status.js';
import type { InstanceRuntime, Verdict } from './instance-runtime.js';
import { IsolationProof } from './isolation-proof.js';

const MINUTE = 60_000;

describe('the proof of isolation', () => {
  let now: number;
  let apps: App[];
  let verdicts: (Verdict['status'] | Error)[];
  let tested: number;
  let proof: IsolationProof;
  let news: AppsNews;

  beforeEach(() => {
    now = 0;
    tested = 0;
    apps = [running('a')];
    news = new AppsNews();
    proof = new IsolationProof(
      { all: () => apps, find: () => apps[0] } as unknown as AppsStore,
      news,
      { prove } as unknown as InstanceRuntime,
      // Whatever is noted is news, on which the proof looks again.
      { note: async () => news.tell({ kind: 'change', appId: 'app_1' }) } as unknown as AppStatus,
      { now: () => now } as Clock,
      createLogger('silent'),
    );
    proof.onApplicationBootstrap();
  });

  const running = (id: string) =>
    ({ id: 'app_1', state: 'running', egress: 'none', instance: { id } }) as unknown as App;
  async function prove(): Promise<Verdict> {
    const status = verdicts[tested++]!;
    if (status instanceof Error) throw status;
    return { type: 'Isolated', status, reason: 'x', message: 'x' };
  }
  /** Looks every quarter of a minute for so long, as the interval does. */
  const pass = async (time: number) => {
    for (const end = now + time; now < end; now += MINUTE / 4) {
      proof.lookAtAll();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  it('is tried once for each run of an instance', async () => {
    verdicts = [true, true];
    await pass(10 * MINUTE);
    expect(tested).toBe(1);
    apps = [running('b')];
    await pass(10 * MINUTE);
    expect(tested).toBe(2);
  });

  it.each<[string, Verdict['status'] | Error]>([
    ['the test did not end', 'unknown'],
    ['the host was reached', false],
    ['the engine failed', new Error('gone')],
  ])('is tried again, later and later: %s', async (_what, status) => {
    verdicts = [status, status, status, true];
    await pass(10 * MINUTE);
    expect(tested).toBe(4);
    verdicts = Array.from({ length: 99 }, () => status);
    apps = [running('b')];
    await pass(240 * MINUTE);
    // After 1/4, 1/2, 1, 2, 4, 8, 16 minutes, then each half hour.
    expect(tested).toBeGreaterThan(12);
    expect(tested).toBeLessThan(22);
  });
});
