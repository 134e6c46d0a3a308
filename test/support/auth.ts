import supertest from 'supertest';
import type { TestInstance } from './instance.js';
import { TEST_PASSWORD } from './instance.js';

type Headers = Record<string, string>;

/** The auth routes of an instance, in a word each. */
export function authOf(instance: Pick<TestInstance, 'url'>) {
  const post = (path: string, body?: object | string, headers: Headers = {}) =>
    supertest(instance.url).post(path).set(headers).send(body);
  return {
    post,
    patch: (path: string, body: object, headers: Headers = {}) =>
      supertest(instance.url).patch(path).set(headers).send(body),
    delete: (path: string, headers: Headers = {}) =>
      supertest(instance.url).delete(path).set(headers),
    get: (path: string, headers: Headers = {}) => supertest(instance.url).get(path).set(headers),
    register: (email: string, more: object = {}, headers: Headers = {}) =>
      post('/auth/register', { email, password: TEST_PASSWORD, ...more }, headers),
    login: (email: string, password = TEST_PASSWORD, headers: Headers = {}) =>
      post('/auth/login', { email, password }, headers),
    refresh: (value: string) => post('/auth/refresh', undefined, sessionCookie(value)),
    me: (token: string) => supertest(instance.url).get('/auth/me').set(bearer(token)),
  };
}

export const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });
export const sessionCookie = (value: string): Headers => ({ cookie: `appbase_session=${value}` });

/** The `set-cookie` lines of an answer. */
export function cookiesOf(answer: { headers: Headers | Record<string, unknown> }): string[] {
  return (answer.headers['set-cookie'] ?? []) as string[];
}

/** The value that an answer sets for a cookie. */
export function cookieValue(answer: { headers: Headers }, name = 'appbase_session'): string {
  const line = cookiesOf(answer).find((cookie) => cookie.startsWith(`${name}=`));
  if (line === undefined) throw new Error(`no cookie ${name} in ${JSON.stringify(answer.headers)}`);
  return line.split(';', 1)[0]!.slice(name.length + 1);
}
