import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FORGET_ADDRESSES, FORGET_BUDGETS } from '../../src/access/throttle-sweeper.js';
import { DEVICE_OF_USER, FORGET_DEVICES } from '../../src/auth/devices.sql.js';
import * as sessions from '../../src/auth/sessions.sql.js';
import * as users from '../../src/auth/users.sql.js';

/** What every request, sign-in and sweep asks: each must be served by an index (security 4.2 row 18). */
const LOOKUPS: Record<string, string> = {
  'a user by email': users.USER_BY_EMAIL,
  'a user by id': users.USER_BY_ID,
  'the sessions of a user, counted': users.COUNT_SESSIONS,
  'a session by its value': sessions.SESSION_BY_VALUE,
  'the session of a token': sessions.SESSION_OF_TOKEN,
  'the sessions of a user': sessions.SESSIONS_OF_USER,
  'expired sessions': sessions.EXPIRED_SESSIONS,
  'spent values': sessions.DELETE_SPENT_VALUES,
  'a known device': DEVICE_OF_USER,
  'devices of long ago': FORGET_DEVICES,
  'budgets of long ago': FORGET_BUDGETS,
  'attempts of long ago': FORGET_ADDRESSES,
};

describe('the SQL of auth', () => {
  let store: TestDatabase;

  beforeAll(async () => {
    store = await openTestDatabase();
  });
  afterAll(() => store.destroy());

  const planOf = (sql: string) =>
    store.database.read((db) =>
      db
        .all<{ detail: string }>(
          `EXPLAIN QUERY PLAN ${sql}`,
          ...[...sql.matchAll(/\?/g)].map(() => 1),
        )
        .map((row) => row.detail),
    );

  it.each(Object.entries(LOOKUPS))('finds %s by an index', (_, sql) => {
    const plan = planOf(sql);
    expect(plan.length).toBeGreaterThan(0);
    for (const step of plan) expect(step).not.toMatch(/^SCAN/);
  });

  it('tells a scan from a search (the control)', () => {
    expect(planOf('SELECT * FROM users WHERE custom_identity = ?')).toEqual(['SCAN users']);
  });

  it('removes all of a user with the account', async () => {
    const row = {
      id: 'user-0001',
      email: 'a@example.test',
      password_hash: 'x',
      custom_identity: null,
      banned: 0,
      must_change_password: 0,
      created_at: 1,
      updated_at: 1,
    };
    const left = await store.database.write((db) => {
      users.insertUser(db, row);
      sessions.insertSession(db, {
        id: 'session-1',
        user_id: row.id,
        created_at: 1,
        last_used_at: 1,
        expires_at: 2,
        ip: null,
        user_agent: null,
      });
      sessions.insertValue(db, 'hash', 'session-1');
      db.run('INSERT INTO known_devices VALUES (?, ?, ?)', 'device', row.id, 1);
      users.deleteUser(db, row.id);
      return ['sessions', 'session_values', 'known_devices'].map((table) =>
        db.all(`SELECT * FROM ${table}`),
      );
    });
    expect(left).toEqual([[], [], []]);
  });
});
