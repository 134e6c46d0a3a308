import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AppView, CreatedApp, HealthView } from '@appbase-pfe/types';
import { bridgeName } from '../../src/orchestration/docker/docker-names.js';
import { type Note, storeNote } from '../support/app-client.js';
import { startTestControlPlane, type TestControlPlane } from '../support/control-plane.js';
import { leftovers, startEngine, stopEngine } from '../support/docker.js';

describe('an engine that stops and starts', () => {
  let master: TestControlPlane;
  let first: CreatedApp;
  let note: Note;

  beforeAll(async () => {
    master = await startTestControlPlane({
      APPBASE_RUNTIME: 'docker',
      APPBASE_NETWORK_POOL: '10.224.0.0/16',
    });
    first = await master.healthyApp('Clinic');
    note = await storeNote(first.app.urls!.api, first.apiKey.value);
  }, 60_000);
  afterAll(async () => {
    await startEngine();
    for (const slug of ['clinic', 'school']) {
      await master.call('DELETE', `/apps/${slug}?purge=true&confirm=${slug}`);
    }
    await master.destroy();
  }, 120_000);

  const runtime = async () => {
    const health = (await (await fetch(`${master.url}/health`)).json()) as HealthView;
    return health.checks['runtime']!;
  };

  it('takes the apps down and not the control plane, and brings all back by itself', async () => {
    const before = await master.app(first.app.id);
    await stopEngine();
    const down = await master.until(first.app.id, ({ state }) => state !== 'running');
    expect(down.conditions).toContainEqual(
      expect.objectContaining({ type: 'InstanceReady', status: false }),
    );
    expect((await fetch(`${master.url}/health/ready`)).status).toBe(200);
    expect(await runtime()).toMatchObject({
      status: 'degraded',
      kind: 'docker',
      problem: expect.stringContaining('Docker does not answer'),
    });

    const logs = await master.call('GET', `/apps/${first.app.id}/logs`);
    expect([logs.status, logs.body.error.code]).toEqual([503, 'UNAVAILABLE']);
    expect(logs.body.error.message).toContain('Docker does not answer');
    // A reader who follows is let go, and comes again by itself.
    const followed = await fetch(`${master.url}/apps/${first.app.id}/logs?follow=true`, {
      headers: { 'x-api-key': master.key },
    });
    expect(await followed.text()).toMatch(/^retry: /);

    // Whoever adds an app now is told what is missing, and it comes as soon as it can.
    const asked = await master.call<CreatedApp>('POST', '/apps', { name: 'School' });
    expect(asked.status).toBe(202);
    const { id } = asked.body.data.app;
    const waiting = await master.until(id, ({ conditions }) =>
      conditions.some(({ reason }) => reason === 'EngineUnavailable'),
    );
    expect(waiting.state).toBe('provisioning');
    expect(waiting.conditions).toContainEqual(
      expect.objectContaining({
        type: 'Provisioned',
        status: 'unknown',
        message: expect.stringContaining('Start it: the app follows by itself'),
      }),
    );

    await startEngine();
    const running = ({ state }: AppView) => state === 'running';
    const after = await master.until(first.app.id, running);
    expect(after.port).toBe(before.port);
    expect(await note.read()).toEqual({ text: 'kept' });
    await master.until(id, running);
    // An answer of /health may be some seconds old.
    for (let look = 0; look < 50 && (await runtime()).status !== 'up'; look++) {
      await new Promise((go) => setTimeout(go, 200));
    }
    expect(await runtime()).toMatchObject({ status: 'up', kind: 'docker' });
    // The rules are there too: a container, a network and rules for each.
    for (const app of [first.app.id, id]) {
      expect(await leftovers(app, bridgeName(app))).toHaveLength(3);
    }
  }, 180_000);
});
