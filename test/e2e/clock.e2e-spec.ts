import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { RecordPage } from '@appbase-pfe/types';
import { Api } from '../support/api.js';
import { authOf, cookieValue } from '../support/auth.js';
import { openEventStream } from '../support/event-stream.js';
import { signUp, startTestInstance, type TestInstance } from '../support/instance.js';

const HOUR = 60 * 60 * 1000;
const real = Date.now.bind(Date);

describe('a clock that is set (reliability: clock)', () => {
  let instance: TestInstance;

  beforeAll(async () => {
    instance = await startTestInstance();
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(() => instance.destroy());

  const setClock = (ms: number) => jest.spyOn(Date, 'now').mockImplementation(() => real() + ms);

  it.each([
    ['an hour forward', HOUR],
    ['an hour back', -HOUR],
    ['past 2038', Date.UTC(2040, 0, 1) - real()],
  ])('goes on when it is set %s', async (_name, by) => {
    const email = `clock-${by}@example.test`;
    const login = await authOf(instance).register(email).expect(201);
    const api = new Api(instance.url, {
      'x-api-key': instance.apiKey,
      authorization: `Bearer ${login.body.data.accessToken as string}`,
    });
    const ids: string[] = [];
    const create = async (client: Api) => {
      const answer = await client.post<{ id: string }>('/db/collections/notes', { data: {} });
      expect(answer.status).toBe(201);
      ids.push(answer.data.id);
    };
    await create(api);
    const stream = await openEventStream(
      `${instance.url}/db/collections/notes/subscribe`,
      api.headers,
    );
    setClock(by);
    const refreshed = await authOf(instance).refresh(cookieValue(login));
    // A session lives seven days: one hour is nothing to it, fourteen years are.
    const lives = Math.abs(by) < 24 * HOUR;
    expect(refreshed.status).toBe(lives ? 200 : 401);
    const again = await authOf(instance).login(email).expect(200);
    const later = api.with({ authorization: `Bearer ${again.body.data.accessToken as string}` });
    expect((await later.get('/auth/me')).status).toBe(200);
    // The token of before has run out where time went on, and holds where it did not.
    expect((await api.get('/auth/me')).status).toBe(by > 0 ? 401 : 200);
    for (let n = 0; n < 3; n++) await create(later);
    const { data } = await later.get<RecordPage>('/db/collections/notes');
    expect(data.items.map(({ id }) => id)).toEqual(ids);
    expect([...ids].toSorted()).toEqual(ids);
    if (lives) {
      await stream.until((events) => events.length >= 3);
      const positions = stream.events.map(({ id }) => Number(id));
      expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    }
    await stream.close();
  });

  it('keeps the audit whole', async () => {
    await signUp(instance);
    const { Database } = await import('../../src/database/database.js');
    const { AuditVerifier } = await import('../../src/audit/audit-verifier.js');
    expect(instance.server.app.get(Database, { strict: false }).stoppedBy).toBeUndefined();
    const verified = await instance.server.app.get(AuditVerifier, { strict: false }).verify();
    expect(verified).toMatchObject({ ok: true });
  });
});
