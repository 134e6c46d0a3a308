import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { Api } from '../support/api.js';
import { authOf } from '../support/auth.js';
import { signUp, startTestInstance, type TestInstance } from '../support/instance.js';

const QUEUE = 1000;
/** Long before the queue moves: it is held for as long as they are asked. */
const REFUSED_WITHIN_MS = 500;

describe('more than can be done (reliability: back-pressure)', () => {
  let instance: TestInstance;
  let api: Api;

  beforeAll(async () => {
    instance = await startTestInstance();
    api = new Api(instance.url, (await signUp(instance)).headers);
  });
  afterAll(() => instance.destroy());

  it('refuses writes at once while the queue is full, reads on, and catches up', async () => {
    const database = instance.server.app.get(Database, { strict: false });
    const first = await api.post<{ id: string }>('/db/collections/notes', { data: {} });
    let release = () => {};
    const held = database.transaction(() => new Promise<void>((resolve) => (release = resolve)));
    await new Promise((resolve) => setImmediate(resolve));
    const waiting = Array.from({ length: QUEUE }, () => database.write(() => 1));
    const times: number[] = [];
    for (let n = 0; n < 20; n++) {
      const start = performance.now();
      const answer = await api.post('/db/collections/notes', { data: {} });
      times.push(performance.now() - start);
      expect([answer.status, answer.error?.code]).toEqual([503, 'UNAVAILABLE']);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    expect(times.toSorted((a, b) => a - b)[10]).toBeLessThan(REFUSED_WITHIN_MS);
    expect((await api.get(`/db/collections/notes/${first.data.id}`)).status).toBe(200);
    release();
    await held;
    expect(await Promise.all(waiting)).toEqual(Array(QUEUE).fill(1));
    expect((await api.post('/db/collections/notes', { data: {} })).status).toBe(201);
    const { data } = await api.get<{ total: number }>('/db/collections/notes');
    expect(data.total).toBe(2);
  });

  it('refuses sign-ins while too many wait for a hash, and answers everything else', async () => {
    const attempts = Array.from({ length: 150 }, (_, n) =>
      authOf(instance).login(`nobody-${n}@example.test`, 'some wrong password'),
    );
    const live = await fetch(`${instance.url}/health/live`);
    expect(live.status).toBe(200);
    const answers = await Promise.all(attempts);
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([401, 503]));
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.every(({ headers }) => Number(headers['retry-after']) >= 1)).toBe(true);
    expect(statuses.filter((status) => status === 401).length).toBeGreaterThanOrEqual(64);
  });
});
