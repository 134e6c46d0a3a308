import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { AuditService } from '../../src/audit/audit.service.js';
import { newId } from '../../src/common/ids.js';
import { OperatorSessionsService } from '../../src/operators/operator-sessions.service.js';
import { SettingsService } from '../../src/settings/settings.service.js';
import { TestClock } from '../support/clock.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OWNER = { operatorId: newId(), email: 'owner@example.org', role: 'owner' } as const;

describe('how long an operator stays signed in (ASVS 7.3.1, 7.3.2)', () => {
  let store: TestDatabase;
  let clock: TestClock;
  let settings: SettingsService;
  let sessions: OperatorSessionsService;
  let cookie: string;

  const open = () =>
    new OperatorSessionsService(store.database, clock, settings, {
      cookieName: 'session',
      first: undefined,
    });
  const ask = (service = sessions) =>
    service.authenticate({ method: 'GET', headers: { cookie } } as FastifyRequest)?.id;
  const begin = async () => {
    const { value } = await store.database.write((db) => sessions.begin(db, OWNER));
    cookie = `session=${value}`;
  };

  beforeEach(async () => {
    store = await openTestDatabase();
    clock = new TestClock();
    settings = await SettingsService.open(store.database, clock, new AuditService(clock), {});
    sessions = open();
    await begin();
  });
  afterEach(() => store.destroy());

  it('ends after 30 minutes of nothing', () => {
    clock.pass(30 * MINUTE - 1);
    expect(ask()).toBe(OWNER.operatorId);
    clock.pass(30 * MINUTE - 1);
    expect(ask()).toBe(OWNER.operatorId);
    clock.pass(30 * MINUTE);
    expect(ask()).toBeUndefined();
    expect(ask()).toBeUndefined();
  });

  it('ends after 12 hours, however busy', () => {
    for (let passed = 0; passed < 12 * HOUR - 20 * MINUTE; passed += 20 * MINUTE) {
      clock.pass(20 * MINUTE);
      expect(ask()).toBe(OWNER.operatorId);
    }
    clock.pass(20 * MINUTE - 1);
    expect(ask()).toBe(OWNER.operatorId);
    clock.pass(1);
    expect(ask()).toBeUndefined();
  });

  it('knows over a restart when somebody was last there', async () => {
    clock.pass(20 * MINUTE);
    expect(ask()).toBe(OWNER.operatorId);
    await store.database.write(() => undefined);
    clock.pass(20 * MINUTE);
    expect(ask(open())).toBe(OWNER.operatorId);
  });

  it('feels another setting at once, also in sessions that have begun', async () => {
    clock.pass(10 * MINUTE);
    const change = (operatorIdleMinutes: number, operatorHours: number) =>
      settings.update({ actor: 'test' }, { sessions: { operatorIdleMinutes, operatorHours } });
    await change(5, 12);
    expect(ask()).toBeUndefined();
    await change(60, 12);
    clock.pass(49 * MINUTE);
    expect(ask()).toBe(OWNER.operatorId);
    clock.pass(MINUTE);
    await change(60, 1);
    expect(ask()).toBeUndefined();
  });
});
