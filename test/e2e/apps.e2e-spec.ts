import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AppPage, AppView, CreatedApp } from '@appbase-pfe/types';
import { processFacts } from '../../src/orchestration/process/process-table.js';
import { type Note, storeNote } from '../support/app-client.js';
import { startTestControlPlane, type TestControlPlane } from '../support/control-plane.js';

describe('the apps of a control plane, as processes', () => {
  let master: TestControlPlane;
  let created: CreatedApp;
  let note: Note;

  beforeAll(async () => {
    master = await startTestControlPlane();
    created = await master.healthyApp('Password Manager');
  });
  afterAll(() => master.destroy());

  it('shows an app that is healthy', async () => {
    const { app, apiKey } = created;
    expect(app).toEqual({
      id: expect.stringMatching(/^app_[0-9a-f]{32}$/),
      name: 'Password Manager',
      slug: 'password-manager',
      state: 'running',
      desiredState: 'running',
      conditions: expect.any(Array),
      port: expect.any(Number),
      urls: {
        api: `http://127.0.0.1:${app.port}`,
        dashboard: `http://127.0.0.1:${app.port}/dashboard/`,
      },
      limits: { memoryMb: 512, cpus: 1, pids: 128, storageMb: 10_240 },
      egress: 'none',
      instance: {
        runtime: 'process',
        id: expect.stringMatching(/^\d+$/),
        address: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        startedAt: expect.any(String),
      },
      restarts: 0,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    const conditions = Object.fromEntries(app.conditions.map((c) => [c.type, c.status]));
    expect(conditions).toEqual({
      Provisioned: true,
      NetworkReady: true,
      Isolated: false,
      InstanceReady: true,
    });
    expect(apiKey).toMatchObject({ kind: 'live', value: expect.stringMatching(/^hs_live_/) });
  });

  it('answers at the port of the app with the first key', async () => {
    const { app, apiKey } = created;
    const wrong = await fetch(`${app.urls!.api}/db/collections/notes`, {
      headers: { 'x-api-key': `hs_live_${'x'.repeat(43)}` },
    });
    expect((await wrong.json()).error.code).toBe('INVALID_API_KEY');
    note = await storeNote(app.urls!.api, apiKey.value);
    expect(await note.read()).toEqual({ text: 'kept' });
  });

  it('keeps the data of the app in a folder of mode 0700', () => {
    const folder = join(master.dataDir, 'apps', created.app.id);
    expect(existsSync(join(folder, 'app.sqlite'))).toBe(true);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const secrets = join(master.dataDir, 'managed', created.app.id);
    expect(statSync(join(secrets, 'managed.json')).mode & 0o777).toBe(0o600);
    // It has taken its first key: only its database knows of it now, and only a hash.
    expect(existsSync(join(secrets, 'first-key.json'))).toBe(false);
    const told = JSON.parse(readFileSync(join(secrets, 'managed.json'), 'utf8'));
    expect([told.appId, told.firstKey]).toEqual([created.app.id, undefined]);
    expect(statSync(join(master.dataDir, 'master.sqlite')).mode & 0o077).toBe(0);
    expect(statSync(master.dataDir).mode & 0o066).toBe(0);
  });

  it('has no setup or login of its own', async () => {
    for (const path of ['setup', 'login', 'password']) {
      const answer = await fetch(`${created.app.urls!.api}/operator/${path}`, { method: 'POST' });
      expect(answer.status).toBe(404);
    }
    const state = await fetch(`${created.app.urls!.api}/operator/setup`);
    expect(state.status).toBe(404);
    expect((await master.call('GET', '/operator/setup')).body.data).toEqual({ due: false });
  });

  it('finds an app by id and slug, and nothing else', async () => {
    expect((await master.app('password-manager')).id).toBe(created.app.id);
    expect((await master.call('GET', '/apps/nothing')).status).toBe(404);
    const list = await master.call<AppPage>('GET', '/apps?search=WORD');
    expect(list.body.data).toMatchObject({ total: 1, items: [{ slug: 'password-manager' }] });
    expect((await master.call<AppPage>('GET', '/apps?state=deleted')).body.data.total).toBe(0);
  });

  it.each([
    [{ name: 'X', slug: 'password-manager' }, 409, 'CONFLICT'],
    [{ name: 'X', slug: 'api' }, 400, 'VALIDATION_ERROR'],
    [{ name: 'X', slug: 'x-api' }, 400, 'VALIDATION_ERROR'],
    [{ name: 'X', slug: 'Upper' }, 400, 'VALIDATION_ERROR'],
    [{ name: '' }, 400, 'VALIDATION_ERROR'],
    [{ name: 'X', extra: 1 }, 400, 'VALIDATION_ERROR'],
    [{ name: 'X', limits: { memoryMb: 1 } }, 400, 'VALIDATION_ERROR'],
  ])('refuses %j', async (body, status, code) => {
    const answer = await master.call('POST', '/apps', body);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });

  it('lets nobody in without a right', async () => {
    const none = await master.call('GET', '/apps', undefined, {});
    expect(none.status).toBe(401);
    const headers = { 'x-api-key': created.apiKey.value };
    expect((await master.call('GET', '/apps', undefined, headers)).status).toBe(401);
    const reader = { 'x-api-key': await master.newKey(['apps:read']) };
    expect((await master.call('POST', '/apps', { name: 'Y' }, reader)).status).toBe(403);
    expect((await master.call('GET', '/apps', undefined, reader)).status).toBe(200);
  });

  it('brings a killed instance back with its data', async () => {
    const before = await master.app(created.app.id);
    process.kill(Number(before.instance!.id), 'SIGKILL');
    const after = await master.until(
      created.app.id,
      (app) => app.state === 'running' && app.instance!.id !== before.instance!.id,
    );
    expect(after.restarts).toBe(1);
    expect(await note.read()).toEqual({ text: 'kept' });
  });

  it('stops and starts', async () => {
    const stopped = await master.call<AppView>('POST', `/apps/${created.app.id}/stop?wait=healthy`);
    expect(stopped.body.data).toMatchObject({ state: 'stopped', desiredState: 'stopped' });
    expect(stopped.body.data.instance).toBeUndefined();
    const down = await fetch(created.app.urls!.api);
    expect([down.status, (await down.json()).error.code]).toEqual([503, 'UNAVAILABLE']);
    const path = `/apps/${created.app.id}/start?wait=healthy`;
    const started = await master.call<AppView>('POST', path);
    expect([started.status, started.body.data.state]).toEqual([201, 'running']);
  });

  it('deletes, restores and wipes', async () => {
    const asked = await master.call<CreatedApp>('POST', '/apps', { name: 'Short Lived' });
    expect(asked.status).toBe(202);
    expect(asked.body.data.app.state).toBe('provisioning');
    const app = await master.until(asked.body.data.app.id, ({ state }) => state === 'running');
    const pid = Number(app.instance!.id);
    const deleted = await master.call<AppView>('DELETE', `/apps/${app.id}`);
    expect(deleted.status).toBe(202);
    expect(deleted.body.data.purgeAt).toBeDefined();
    expect(deleted.body.data.port).toBeUndefined();
    await master.until(app.id, (now) => now.state === 'deleted');
    expect(processFacts(pid)).toBeUndefined();
    const others = await master.call<AppPage>('GET', '/apps');
    expect(others.body.data.items.map(({ id }) => id)).not.toContain(app.id);

    const restored = await master.call('POST', `/apps/${app.id}/restore?wait=healthy`);
    expect(restored.status).toBe(201);
    const wrong = await master.call('DELETE', `/apps/${app.id}?purge=true&confirm=other`);
    expect(wrong.status).toBe(400);
    const wiped = await master.call('DELETE', `/apps/${app.id}?purge=true&confirm=short-lived`);
    expect(wiped.status).toBe(202);
    expect((await master.call('GET', `/apps/${app.id}`)).status).toBe(404);
    expect(existsSync(join(master.dataDir, 'apps', app.id))).toBe(false);
    expect(existsSync(join(master.dataDir, 'managed', app.id))).toBe(false);
  });
});
