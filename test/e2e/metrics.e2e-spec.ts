import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { MetricsSeries } from '@appbase-pfe/types';
import {
  signInOperator,
  signUp,
  startTestInstance,
  type TestInstance,
} from '../support/instance.js';

describe('metrics', () => {
  let instance: TestInstance;

  const get = async (path: string) =>
    fetch(instance.url + path, { headers: await signInOperator(instance) });
  const series = async (query = '') =>
    ((await (await get(`/admin/metrics${query}`)).json()) as { data: MetricsSeries }).data;
  const sum = (points: MetricsSeries['points'], name: 'requests' | 'clientErrors') =>
    points.reduce((total, point) => total + point[name], 0);

  beforeEach(async () => {
    instance = await startTestInstance();
  });
  afterEach(() => instance.destroy());

  it('equal what was done, over time and over a restart', async () => {
    for (let n = 0; n < 7; n++) await fetch(`${instance.url}/health/live`);
    for (let n = 0; n < 3; n++) await fetch(`${instance.url}/nothing`);
    const user = await signUp(instance);
    await fetch(`${instance.url}/db/collections/notes`, {
      method: 'POST',
      headers: { ...user.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ data: { a: 1 } }),
    });
    const before = await series();
    // 7 + 3 + registration + record + the login of the operator who asks.
    expect(sum(before.points, 'requests')).toBe(13);
    expect(sum(before.points, 'clientErrors')).toBe(3);
    const last = before.points.at(-1)!;
    expect(last.amounts).toEqual({ users: 1, records: 1, files: 0, storageBytes: 0 });
    expect(last.latency!.p99).toBeGreaterThanOrEqual(last.latency!.p50);

    await instance.close();
    instance = await startTestInstance({ APPBASE_DATA_DIR: instance.dataDir });
    const after = await series('?step=3600');
    expect(sum(after.points, 'requests')).toBe(15);
    expect(after.points.every(({ at }) => at.endsWith(':00:00.000Z'))).toBe(true);
  });

  it('are there for Prometheus, for operators and secret keys only (ASVS 13.4.5)', async () => {
    expect((await fetch(`${instance.url}/metrics`)).status).toBe(401);
    const live = { 'x-api-key': instance.apiKey };
    expect((await fetch(`${instance.url}/metrics`, { headers: live })).status).toBe(403);
    for (let n = 0; n < 5; n++) await fetch(`${instance.url}/health/live`);
    const answer = await get('/metrics');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0.0.4/);
    const text = await answer.text();
    expect(text).toContain(
      'appbase_http_request_duration_seconds_count{method="GET",route="/health/live",status="200"} 5',
    );
    expect(text).toMatch(/^appbase_users 0$/m);
    expect(text).toMatch(/^appbase_event_loop_delay_seconds \d/m);
    expect(text).toMatch(/^appbase_wal_bytes \d+$/m);
  });

  it.each(['?step=59', '?step=90', '?step=3601', '?from=x', '?from=2026-01-01T00:00:00Z&step=60'])(
    'refuse %s',
    async (query) => {
      expect((await get(`/admin/metrics${query}`)).status).toBe(400);
    },
  );
});
