import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataThrottle } from '../../src/access/data-throttle.js';
import { GUEST, type UserCaller } from '../../src/access/caller.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { AppError } from '../../src/common/errors.js';
import { SettingsService } from '../../src/settings/settings.service.js';
import { TestClock } from '../support/clock.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import {
  signInOperator,
  signUp,
  startTestInstance,
  type TestInstance,
} from '../support/instance.js';

const aUser = (id: string): UserCaller => ({
  kind: 'user',
  id,
  email: `${id}@example.org`,
  sessionId: 's',
  until: 0,
  mustChangePassword: false,
});

describe('the count of data requests', () => {
  let store: TestDatabase;
  let clock: TestClock;
  let throttle: DataThrottle;
  const refusal = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      return error as AppError;
    }
    return undefined;
  };

  beforeAll(async () => {
    store = await openTestDatabase();
  });
  beforeEach(async () => {
    clock = new TestClock();
    const audit = new AuditService(clock);
    const settings = await SettingsService.open(store.database, clock, audit, {});
    await settings.update({ actor: 'test' }, { dataRequestsPerMinute: 3 });
    throttle = new DataThrottle(clock, settings);
  });
  afterAll(() => store.destroy());

  it('is one of the user over all addresses, and begins anew with the minute', () => {
    for (const ip of ['10.0.0.1', '10.0.0.2', '::1']) throttle.count(aUser('a'), ip);
    clock.pass(20_000);
    const refused = refusal(() => throttle.count(aUser('a'), '10.0.0.9'));
    expect(refused?.code).toBe('RATE_LIMITED');
    expect(refused?.headers).toEqual({
      'retry-after': '40',
      ratelimit: '"data";r=0;t=40',
      'ratelimit-policy': '"data";q=3;w=60',
    });
    throttle.count(aUser('b'), '10.0.0.1');
    clock.pass(40_000);
    expect(throttle.count(aUser('a'), '10.0.0.1')).toMatchObject({ ratelimit: '"data";r=2;t=60' });
  });

  it('is one of the address for guests, however it is written (list 4.2 row 14)', () => {
    throttle.count(GUEST, '10.0.0.1');
    throttle.count(GUEST, '::ffff:10.0.0.1');
    throttle.count(GUEST, '::FFFF:10.0.0.1');
    expect(refusal(() => throttle.count(GUEST, '10.0.0.1'))?.code).toBe('RATE_LIMITED');
    throttle.count(GUEST, '10.0.0.2');
  });

  it('lets one batch over the limit and no second one, also of two at once', () => {
    throttle.count(aUser('a'), '10.0.0.1');
    throttle.count(aUser('a'), '10.0.0.1');
    throttle.countMore(aUser('a'), '10.0.0.1', 99);
    const second = refusal(() => throttle.countMore(aUser('a'), '10.0.0.1', 99));
    expect(second?.code).toBe('RATE_LIMITED');
  });
});

describe('the limit on data requests over HTTP (list 4.2 row 14)', () => {
  const LIMIT = 20;
  let instance: TestInstance;
  let operator: Record<string, string>;
  let headers: Record<string, string>;

  const setLimit = async (dataRequestsPerMinute: number) => {
    const answer = await fetch(`${instance.url}/admin/settings`, {
      method: 'PATCH',
      headers: { ...operator, 'content-type': 'application/json' },
      body: JSON.stringify({ dataRequestsPerMinute }),
    });
    expect(answer.status).toBe(200);
  };
  const call = (path: string, init: RequestInit = {}, more: Record<string, string> = {}) =>
    fetch(instance.url + path, { ...init, headers: { ...headers, ...more } });
  const batch = (count: number) =>
    call(
      '/db/batch',
      {
        method: 'POST',
        body: JSON.stringify({
          operations: Array.from({ length: count }, () => ({
            op: 'create',
            collection: 'many',
            data: {},
          })),
        }),
      },
      { 'content-type': 'application/json' },
    );
  /** Uses the user's minute up, whenever a new one may begin. */
  const useUp = async () => {
    for (let n = 0; n < 4 * LIMIT; n++) {
      const answer = await call('/db/collections/notes');
      if (answer.status === 429) return answer;
    }
    throw new Error('the limit was never reached');
  };

  beforeAll(async () => {
    instance = await startTestInstance();
    operator = await signInOperator(instance);
  });
  beforeEach(async () => {
    ({ headers } = await signUp(instance));
    await setLimit(LIMIT);
  });
  afterAll(() => instance.destroy());

  it('is off by default and says nothing then', async () => {
    await setLimit(0);
    const answer = await call('/db/collections/notes');
    expect(answer.status).toBe(200);
    expect(answer.headers.has('ratelimit')).toBe(false);
  });

  it('is told by every answer, and refuses with Retry-After', async () => {
    const first = await call('/db/collections/notes');
    expect(first.headers.get('ratelimit-policy')).toBe(`"data";q=${LIMIT};w=60`);
    expect(first.headers.get('ratelimit')).toMatch(/^"data";r=\d+;t=\d+$/);
    const refused = await useUp();
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit')).toMatch(/^"data";r=0;t=\d+$/);
    expect(await refused.json()).toMatchObject({ success: false, error: { code: 'RATE_LIMITED' } });
  });

  it('is felt at once when it changes', async () => {
    await useUp();
    await setLimit(0);
    expect((await call('/db/collections/notes')).status).toBe(200);
  });

  it('is not gone round by another way of writing the same', async () => {
    await setLimit(1);
    const ways: [string, RequestInit?][] = [
      ['/db/collections/notes', { method: 'HEAD' }],
      ['/db/collections/%6Eotes'],
      ['/%64b/collections/notes'],
      ['/db/collections/notes?limit=1'],
      ['/storage/buckets/docs'],
      ['/storage/buckets/docs/00000000-0000', { method: 'HEAD' }],
    ];
    for (const [path, init] of ways) {
      // Of two in a row the second is refused, unless the minute ends between them.
      const tries = [0, 1, 2].map(() => call(path, init));
      const statuses = (await Promise.all(tries)).map(({ status }) => status);
      expect({ path, refused: statuses.includes(429) }).toEqual({ path, refused: true });
    }
    // The first is a record without an id and counts too; the others are no routes.
    const others = ['/db/collections/notes/', '/DB/collections/notes', '//db/collections/notes'];
    for (const path of others) {
      const { status } = await call(path);
      expect([404, 429]).toContain(status);
    }
  });

  it('counts each operation of a batch', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 4; n++) statuses.push((await batch(2 * LIMIT)).status);
    expect(statuses).toContain(200);
    expect(statuses).toContain(429);
  });

  it('leaves signing in and the operators alone', async () => {
    await useUp();
    expect((await call('/auth/me')).status).toBe(200);
    expect((await fetch(`${instance.url}/admin/settings`, { headers: operator })).status).toBe(200);
  });
});
