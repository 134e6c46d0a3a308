import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import {
  type OperatorHeaders,
  signInOperator,
  startTestInstance,
  type TestInstance,
} from '../support/instance.js';

const KNOWN = 'http://localhost:5173';
const LATER = 'https://app.example';

describe('CORS (ASVS 3.4.2, list 4.2 row 44)', () => {
  let instance: TestInstance;
  let owner: OperatorHeaders;
  const http = () => supertest(instance.url);
  const namesOf = (headers: Record<string, unknown>) =>
    Object.keys(headers).filter((name) => name.startsWith('access-control-'));

  beforeAll(async () => {
    instance = await startTestInstance({ APPBASE_CORS_ORIGINS: KNOWN });
    owner = await signInOperator(instance);
  });
  afterAll(() => instance.destroy());

  it('lets a page on the list read the answer, with credentials', async () => {
    const { headers } = await http().get('/health/live').set('origin', KNOWN);
    expect(headers).toMatchObject({
      'access-control-allow-origin': KNOWN,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'ETag, Retry-After, RateLimit, X-Request-Id',
      vary: 'Origin',
    });
  });

  it('lets it keep the device value that it gets in place of a cookie', async () => {
    const account = { email: 'other-site@example.test', password: 'a long enough pass phrase' };
    const { headers } = await http()
      .post('/auth/register')
      .set({ origin: KNOWN, 'x-appbase-session': 'body' })
      .send(account);
    expect(headers['x-appbase-device']).toMatch(/^[\w-]{43}$/);
    expect(headers['access-control-expose-headers']).toContain('X-Appbase-Device');
    const preflight = await http()
      .options('/auth/login')
      .set({ origin: KNOWN, 'access-control-request-method': 'POST' });
    expect(preflight.headers['access-control-allow-headers']).toContain('x-appbase-device');
  });

  it('lets it read failures too, whatever refuses', async () => {
    for (const path of ['/nothing', '/db/collections/notes', '/health/live?x=1']) {
      const { status, headers } = await http().get(path).set('origin', KNOWN);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(headers['access-control-allow-origin']).toBe(KNOWN);
    }
  });

  it.each([`${KNOWN}.evil.example`, 'http://localhost:5174', 'null', 'HTTP://LOCALHOST:5173'])(
    'answers %s normally and without CORS headers',
    async (origin) => {
      const { status, body, headers } = await http().get('/health/live').set('origin', origin);
      expect([status, body]).toEqual([200, { status: 'ok' }]);
      expect(namesOf(headers)).toEqual([]);
      expect(headers['vary']).toBe('Origin');
    },
  );

  it('answers a preflight before any credential is asked for', async () => {
    const answer = await http()
      .options('/db/collections/notes')
      .set('origin', KNOWN)
      .set('access-control-request-method', 'POST')
      .set('access-control-request-headers', 'authorization,content-type,x-api-key');
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': KNOWN,
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-max-age': '600',
    });
    expect(answer.headers['access-control-allow-headers']).toMatch(
      /authorization.*content-type.*x-api-key/,
    );
  });

  it('grants nothing in the preflight of another page', async () => {
    const answer = await http()
      .options('/db/collections/notes')
      .set('origin', LATER)
      .set('access-control-request-method', 'POST');
    expect(answer.status).toBe(204);
    expect(namesOf(answer.headers)).toEqual([]);
  });

  it('never lets an app page read what the operator sees', async () => {
    for (const path of ['/admin/settings', '/operator/me', '/operators']) {
      const { status, headers } = await http().get(path).set(owner).set('origin', KNOWN);
      expect(status).toBe(200);
      expect(namesOf(headers)).toEqual([]);
    }
  });

  it('follows the settings at once', async () => {
    const before = await http().get('/health/live').set('origin', LATER);
    expect(namesOf(before.headers)).toEqual([]);
    const changed = await http()
      .patch('/admin/settings')
      .set(owner)
      .send({ corsOrigins: [LATER] });
    expect(changed.status).toBe(200);
    const after = await http().get('/health/live').set('origin', LATER);
    expect(after.headers['access-control-allow-origin']).toBe(LATER);
    const former = await http().get('/health/live').set('origin', KNOWN);
    expect(namesOf(former.headers)).toEqual([]);
  });
});
