import { chmodSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HealthService } from '../../src/health/health.service.js';
import { startTestInstance, type TestInstance } from '../support/instance.js';

const ALL_UP = {
  status: 'ok',
  checks: {
    database: { status: 'up' },
    disk: { status: expect.stringMatching(/^(up|degraded)$/) },
    storage: { status: 'up' },
  },
};

describe('/health', () => {
  let instance: TestInstance;
  const get = async (path: string) => {
    const answer = await fetch(instance.url + path);
    return { status: answer.status, body: await answer.json(), headers: answer.headers };
  };

  beforeEach(async () => {
    instance = await startTestInstance();
  });
  afterEach(() => instance.destroy());

  it('names what the server needs, without an envelope', async () => {
    for (const path of ['/health', '/health/ready']) {
      const { status, body, headers } = await get(path);
      expect([status, body]).toMatchObject([200, ALL_UP]);
      expect(headers.get('cache-control')).toBe('no-store');
    }
    expect((await get('/health/live')).body).toEqual({ status: 'ok' });
  });

  it('is not ready without its storage, and alive all the same', async () => {
    renameSync(join(instance.dataDir, 'storage'), join(instance.dataDir, 'elsewhere'));
    const { status, body } = await get('/health/ready');
    expect(status).toBe(503);
    expect(body).toMatchObject({
      status: 'error',
      checks: { database: { status: 'up' }, storage: { status: 'down' } },
    });
    expect((await get('/health/live')).status).toBe(200);
    renameSync(join(instance.dataDir, 'elsewhere'), join(instance.dataDir, 'storage'));
    chmodSync(join(instance.dataDir, 'storage'), 0o700);
  });

  it('is not held up by one slow thing (reliability: sheds load)', async () => {
    const health = instance.server.app.get(HealthService, { strict: false });
    health.register('slow', () => new Promise(() => undefined));
    const { status, body } = await get('/health');
    expect(status).toBe(503);
    expect(body).toMatchObject({
      status: 'error',
      checks: { database: { status: 'up' }, slow: { status: 'down' } },
    });
  });

  it('asks the database once, however many ask the server', async () => {
    const health = instance.server.app.get(HealthService, { strict: false });
    let asked = 0;
    health.register('counted', async () => {
      asked++;
      return { counted: { status: 'up' } };
    });
    await Promise.all(Array.from({ length: 50 }, () => get('/health')));
    expect(asked).toBeLessThan(10);
  });

  it('says so at once when it shuts down', async () => {
    const health = instance.server.app.get(HealthService, { strict: false });
    health.onModuleDestroy();
    const { status, body } = await get('/health/ready');
    expect([status, body]).toEqual([503, { status: 'shutting_down', checks: {} }]);
  });
});
