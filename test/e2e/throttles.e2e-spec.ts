import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestClock } from '../support/clock.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { SettingsService } from '../../src/settings/settings.service.js';
import { AddressThrottle, networkOf } from '../../src/access/address-throttle.js';
import { LoginThrottle } from '../../src/access/login-throttle.js';
import { ThrottleSweeper } from '../../src/access/throttle-sweeper.js';

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;

describe('throttling', () => {
  let store: TestDatabase;
  let clock: TestClock;
  let settings: SettingsService;
  let throttle: LoginThrottle;

  beforeEach(async () => {
    store = await openTestDatabase();
    clock = new TestClock();
    settings = await SettingsService.open(store.database, clock, new AuditService(clock), {});
    throttle = new LoginThrottle(store.database, clock, settings);
  });
  afterEach(() => store.destroy());

  const fail = (budget = 'account') =>
    throttle.attempt(budget, (attempt) => store.database.write((db) => attempt.failed(db)));
  const succeed = (budget = 'account') =>
    throttle.attempt(budget, (attempt) => store.database.write((db) => attempt.succeeded(db)));
  const waitOf = async (budget = 'account') => {
    try {
      await throttle.attempt(budget, () => Promise.resolve());
      return 0;
    } catch (error) {
      const { code, headers } = error as { code: string; headers: Record<string, string> };
      expect(code).toBe('RATE_LIMITED');
      return Number(headers['retry-after']);
    }
  };
  const count = (table: 'login_budgets' | 'address_attempts') =>
    store.database.read((db) => db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)!.n);

  it('doubles the delay up to 15 minutes', async () => {
    const waits: number[] = [];
    for (let n = 0; n < 17; n++) {
      await fail();
      const wait = await waitOf();
      waits.push(wait);
      clock.pass(wait * SECOND);
    }
    expect(waits).toEqual([0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]);
    expect(await waitOf('another account')).toBe(0);
    await succeed();
    expect(count('login_budgets')).toBe(0);
  });

  it('makes 10,000 guesses an hour impossible (ASVS 6.3.1)', async () => {
    let guesses = 0;
    const end = clock.now() + 60 * 60 * SECOND;
    while (clock.now() < end) {
      const wait = await waitOf();
      if (wait > 0) clock.pass(wait * SECOND);
      else {
        await fail();
        guesses++;
      }
    }
    expect(guesses).toBeLessThan(25);
  });

  it('lets an attempt that neither failed nor succeeded leave no trace', async () => {
    await expect(
      throttle.attempt('account', () => Promise.reject(new Error('the disk is full'))),
    ).rejects.toThrow('the disk is full');
    expect(count('login_budgets')).toBe(0);
    expect(await waitOf()).toBe(0);
  });

  it('forgets budgets after a day, and the oldest when there are too many', async () => {
    const sweeper = new ThrottleSweeper(store.database, clock);
    await fail('old');
    clock.pass(DAY / 2);
    for (const budget of ['a', 'b', 'c']) {
      await fail(budget);
      clock.pass(1);
    }
    await sweeper.sweep(2);
    expect(count('login_budgets')).toBe(2);
    clock.pass(DAY);
    await sweeper.sweep();
    expect(count('login_budgets')).toBe(0);
  });

  it('counts an address by the minute, and over a restart', async () => {
    await settings.update({ actor: 'test' }, { throttling: { attemptsPerMinute: 3 } });
    const before = new AddressThrottle(store.database, clock, settings);
    for (let n = 0; n < 3; n++) before.count('10.0.0.1');
    await store.database.write(() => undefined);
    const after = new AddressThrottle(store.database, clock, settings);
    expect(() => after.count('::ffff:10.0.0.1')).toThrow(
      expect.objectContaining({ code: 'RATE_LIMITED' }),
    );
    after.count('10.0.0.2');
    clock.pass(60 * SECOND);
    after.count('10.0.0.1');
    await store.database.write(() => undefined);
    clock.pass(2 * 60 * SECOND);
    await new ThrottleSweeper(store.database, clock).sweep();
    expect(count('address_attempts')).toBe(0);
  });

  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['::FFFF:10.1.2.3', '10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('takes %s as %s (security 4.2 row 14)', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });
});
