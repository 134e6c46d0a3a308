import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { listenForDashboard } from '../../src/http/dashboard-port.js';
import { startTestInstance, type TestInstance } from '../support/instance.js';

describe('the dashboard (ASVS 3.4.3–3.4.6)', () => {
  let instance: TestInstance;
  let own: { port: number; close: () => void };
  const http = () => supertest(instance.url);

  beforeAll(async () => {
    instance = await startTestInstance();
    own = (await listenForDashboard(instance.server.fastify, anyPort()))!;
  });
  afterAll(async () => {
    own.close();
    await instance.destroy();
  });

  it('is served at /dashboard/ with a strict policy and nothing from elsewhere', async () => {
    const page = await http().get('/dashboard/');
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toMatch(/^text\/html; charset=utf-8$/i);
    expect(page.headers['cache-control']).toBe('no-cache');
    const policy = page.headers['content-security-policy'];
    expect(policy).toMatch(/default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(page.text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  it('gives the files of the page for good, since their names hold a hash', async () => {
    const page = await http().get('/dashboard/');
    const files = [...page.text.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)];
    for (const [, path] of files) {
      const file = await http().get(`/dashboard/${path}`);
      expect(file.status).toBe(200);
      expect(file.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    }
  });

  it('leads to the slash, and knows nothing else (list 4 row 3)', async () => {
    const bare = await http().get('/dashboard');
    expect([bare.status, bare.headers['location']]).toEqual([302, '/dashboard/']);
    for (const path of [
      '/dashboard/nothing',
      '/dashboard/assets/nothing.js',
      '/dashboard/assets/..%2findex.html',
      '/dashboard/assets/..%2f..%2fpackage.json',
      '/dashboard/.vite/manifest.json',
    ]) {
      const answer = await http().get(path);
      expect([400, 404]).toContain(answer.status);
      expect(answer.body.success).toBe(false);
    }
  });

  it('is at / of its own port, with what it talks to and nothing else', async () => {
    const port = () => supertest(`http://127.0.0.1:${own.port}`);
    expect((await port().get('/')).text).toBe((await http().get('/dashboard/')).text);
    expect((await port().get('/health/live')).status).toBe(200);
    expect((await port().get('/operator/me')).status).toBe(401);
    for (const path of ['/db/collections/notes', '/auth/me', '/metrics', '/dashboard/']) {
      expect((await port().get(path)).status).toBe(404);
    }
  });
});

/** Any free port: in the settings 0 means none, so it is 0 only when it comes to listening. */
function anyPort(): { host: string; dashboardPort: number } {
  let asked = 0;
  return {
    host: '127.0.0.1',
    get dashboardPort() {
      return asked++ === 0 ? 1 : 0;
    },
  };
}
