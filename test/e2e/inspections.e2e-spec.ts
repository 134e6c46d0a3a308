import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { HealthView } from '@appbase-pfe/types';
import { Clock } from '../../src/common/clock.js';
import { Inspections } from '../../src/database/inspections.js';
import { Api } from '../support/api.js';
import { TestClock } from '../support/clock.js';
import { signUp, startTestInstance, type TestInstance } from '../support/instance.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A server that never lives for a week is looked at every week all the same. */
describe('what is due once a week', () => {
  let instance: TestInstance;
  let delays: { ms: number; run: () => void }[];
  const clock = new TestClock();

  const get = <T>(token: { prototype: T }): T =>
    instance.server.app.get<T>(token as never, { strict: false });
  const boot = async (dataDir?: string) => {
    delays = [];
    const real = setTimeout;
    const spy = jest.spyOn(globalThis, 'setTimeout').mockImplementation(((
      run: () => void,
      ms = 0,
      ...more: unknown[]
    ) => {
      if (ms >= 2 * MINUTE_MS) delays.push({ ms, run });
      return real(run, ms, ...(more as []));
    }) as never);
    instance = await startTestInstance(dataDir === undefined ? {} : { APPBASE_DATA_DIR: dataDir });
    spy.mockRestore();
    get(Clock).now = () => clock.now();
  };
  const again = async () => {
    const { dataDir } = instance;
    await instance.close();
    await boot(dataDir);
  };
  /** Does what the timer of the start does. */
  const come = async () => {
    for (const { run } of delays) run();
    await get(Inspections).tick();
  };
  const finished = () => [
    get(Inspections).finishedAt('database'),
    get(Inspections).finishedAt('files'),
  ];

  beforeEach(async () => {
    await boot();
    const api = new Api(instance.url, (await signUp(instance)).headers);
    await api.upload('scans', 'a', new Uint8Array([1, 2, 3]));
  });
  afterEach(() => instance.destroy());

  it('runs some minutes after a start when it is due, and not again before a week is over', async () => {
    expect(delays.map(({ ms }) => ms >= 2 * MINUTE_MS && ms <= 15 * MINUTE_MS)).toEqual([true]);
    expect(finished()).toEqual([undefined, undefined]);
    await come();
    const first = clock.iso();
    expect(finished()).toEqual([first, first]);
    // Switched off each night.
    for (let day = 1; day <= 6; day++) {
      clock.pass(DAY_MS);
      await again();
      await come();
      expect(finished()).toEqual([first, first]);
    }
    clock.pass(DAY_MS);
    await again();
    await come();
    expect(finished()).toEqual([clock.iso(), clock.iso()]);
    const health = (await (await fetch(`${instance.url}/health`)).json()) as HealthView;
    expect(health.checks).toMatchObject({
      database: { status: 'up', checkedAt: clock.iso() },
      files: { status: 'up', checkedAt: clock.iso() },
    });
  });

  it('is due when the clock had been wrong', async () => {
    clock.pass(365 * DAY_MS);
    await come();
    clock.pass(-364 * DAY_MS);
    await get(Inspections).tick();
    expect(finished()).toEqual([clock.iso(), clock.iso()]);
  });

  it('is looked for every hour while the server lives', async () => {
    await come();
    clock.pass(7 * DAY_MS);
    await get(Inspections).tick();
    expect(finished()).toEqual([clock.iso(), clock.iso()]);
  });
});
