import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { signUp, startTestInstance, type TestInstance } from '../support/instance.js';

describe('the error envelope', () => {
  let instance: TestInstance;
  const http = () => supertest(instance.url);

  beforeAll(async () => {
    instance = await startTestInstance();
  });
  afterAll(() => instance.destroy());

  it('answers an unknown route with NOT_FOUND and the request id', async () => {
    const answer = await http().get('/nothing').set('x-request-id', 'abc-1');
    expect(answer.status).toBe(404);
    expect(answer.headers['x-request-id']).toBe('abc-1');
    expect(answer.body).toEqual({
      success: false,
      error: { code: 'NOT_FOUND', message: 'There is no such route', requestId: 'abc-1' },
    });
  });

  it('answers a wrong method with METHOD_NOT_ALLOWED and Allow', async () => {
    const answer = await http().delete('/health/live');
    expect(answer.status).toBe(405);
    expect(answer.headers['allow']).toBe('GET, HEAD');
    expect(answer.body.error.code).toBe('METHOD_NOT_ALLOWED');
  });

  it('refuses unknown query parameters', async () => {
    const answer = await http().get('/health/live?x=1');
    expect(answer.status).toBe(400);
    expect(answer.body.error.details).toEqual([
      { path: 'x', reason: 'unknown: the route takes no query parameters' },
    ]);
  });

  it('names every unknown field of a body', async () => {
    const body = { email: 'a@example.org', password: 'x', role: 'admin', banned: false };
    const answer = await http().post('/auth/login').send(body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.details).toEqual([
      { path: 'role', reason: 'unknown' },
      { path: 'banned', reason: 'unknown' },
    ]);
  });

  it('answers a URL that cannot be decoded with VALIDATION_ERROR', async () => {
    const answer = await http().get('/health/%zz');
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe('VALIDATION_ERROR');
  });

  it('explains a long name, and knows nothing behind one that is longer still', async () => {
    const { headers } = await signUp(instance);
    const list = (name: string) => http().get(`/db/collections/${name}`).set(headers);
    const long = await list('x'.repeat(256));
    expect([long.status, long.body.error.code]).toEqual([400, 'VALIDATION_ERROR']);
    const longer = await list('x'.repeat(257));
    expect([longer.status, longer.body.error.code]).toEqual([404, 'NOT_FOUND']);
  });

  it('tells of the key first, then of the token, and only then of the request', async () => {
    const wrong = ['x'.repeat(65), 'notes?limit=0', 'notes?unknown=1', 'notes?filter={'];
    for (const path of wrong) {
      const key = await http().get(`/db/collections/${path}`);
      expect([path, key.body.error.code]).toEqual([path, 'INVALID_API_KEY']);
      const token = await http().get(`/db/collections/${path}`).set('x-api-key', instance.apiKey);
      expect([path, token.body.error.code]).toEqual([path, 'INVALID_TOKEN']);
    }
  });

  it('answers a body of an unknown type with UNSUPPORTED_MEDIA_TYPE', async () => {
    const answer = await http().post('/auth/register').type('text/plain').send('a=b');
    expect(answer.status).toBe(415);
    expect(answer.body.error.code).toBe('UNSUPPORTED_MEDIA_TYPE');
  });

  it('answers a body over the limit with PAYLOAD_TOO_LARGE', async () => {
    const answer = await http()
      .post('/auth/register')
      .send({ email: 'x'.repeat(2_000_000) });
    expect(answer.status).toBe(413);
    expect(answer.body.error.code).toBe('PAYLOAD_TOO_LARGE');
  });

  it.each(['{"a":', '{"__proto__":{"a":1}}', '{"constructor":{"prototype":{}}}'])(
    'answers the body %s with VALIDATION_ERROR (1.5.2)',
    async (body) => {
      const answer = await http().post('/auth/register').type('application/json').send(body);
      expect(answer.status).toBe(400);
      expect(answer.body.error.code).toBe('VALIDATION_ERROR');
    },
  );
});
