import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';
import supertest from 'supertest';
import { signInOperator, startTestInstance, type TestInstance } from '../support/instance.js';

const DROP_TRIGGERS = `DROP TRIGGER IF EXISTS audit_log_refuses_update;
  DROP TRIGGER IF EXISTS audit_log_refuses_delete;`;

describe('the audit log', () => {
  let instance: TestInstance;
  let folder: string;

  const get = async (path: string) =>
    supertest(instance.url)
      .get(`/admin/audit-log${path}`)
      .set(await signInOperator(instance));
  const verify = async () => (await get('/verify')).body.data;
  const tamper = (sql: string) => {
    const db = new BetterSqlite3(join(folder, 'app.sqlite'));
    db.exec(`${DROP_TRIGGERS} ${sql}`);
    db.close();
  };
  const restart = async (between: () => void) => {
    await instance.close();
    between();
    instance = await startTestInstance({ APPBASE_DATA_DIR: folder });
  };

  beforeEach(async () => {
    instance = await startTestInstance();
    folder = instance.dataDir;
    for (let n = 0; n < 8; n++) await signInOperator(instance);
  });
  afterEach(async () => {
    await instance.close();
    rmSync(folder, { recursive: true });
  });

  it('lists the newest first, in pages, by action, actor and time', async () => {
    const all = await get('?limit=3&offset=1&action=operator.login');
    expect(all.status).toBe(200);
    expect(all.body.data).toMatchObject({ total: 9, limit: 3, offset: 1 });
    const [entry, next] = all.body.data.items;
    expect(Number(entry.id)).toBeGreaterThan(Number(next.id));
    expect(entry).toEqual({
      id: expect.stringMatching(/^\d+$/),
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      action: 'operator.login',
      actor: 'operator:owner@example.org',
      resource: 'operator',
      resourceId: expect.any(String),
      requestId: expect.any(String),
      ip: '127.0.0.1',
    });
    const none = await get(`?from=${encodeURIComponent('2100-01-01T00:00:00+01:00')}`);
    expect(none.body.data).toEqual({ items: [], total: 0, limit: 50, offset: 0 });
    const system = await get('?actor=system');
    expect(system.body.data.items.map(({ action }: { action: string }) => action).sort()).toEqual([
      'key.create',
      'operator.setup',
    ]);
  });

  it('refuses filters that it does not understand', async () => {
    for (const query of ['?user=x', '?from=yesterday', '?action=a&action=b', '?limit=-1']) {
      expect((await get(query)).status).toBe(400);
    }
  });

  it('is append-only from within (ASVS 16.4.1–16.4.3)', () => {
    const db = new BetterSqlite3(join(folder, 'app.sqlite'));
    expect(() => db.exec("UPDATE audit_log SET actor = 'x'")).toThrow(/append-only/);
    expect(() => db.exec('DELETE FROM audit_log')).toThrow(/append-only/);
    db.close();
  });

  it('verifies while nobody has touched it, over a restart too', async () => {
    expect(await verify()).toEqual({ ok: true, checked: expect.any(Number) });
    await restart(() => undefined);
    expect(await verify()).toEqual({ ok: true, checked: expect.any(Number) });
  });

  it.each([
    ['an edited entry', "UPDATE audit_log SET actor = 'operator:x' WHERE id = 4", '4'],
    ['an edited hash', "UPDATE audit_log SET hash = 'x' WHERE id = 4", '4'],
    ['a deleted entry', 'DELETE FROM audit_log WHERE id = 4', '4'],
    ['a deleted first entry', 'DELETE FROM audit_log WHERE id = 1', '1'],
    [
      'reordered entries',
      'UPDATE audit_log SET id = 99 WHERE id = 4; UPDATE audit_log SET id = 4 WHERE id = 5; UPDATE audit_log SET id = 5 WHERE id = 99',
      '4',
    ],
    [
      'an inserted entry',
      `INSERT INTO audit_log (id, at, action, actor, hash) VALUES (5000, 1, 'a', 'b', 'c')`,
      undefined,
    ],
  ])('sees %s and names it (ASVS 16.4.1–16.4.3)', async (_, sql, firstBad) => {
    await restart(() => tamper(sql));
    const answer = await verify();
    expect(answer).toMatchObject({ ok: false, checked: expect.any(Number) });
    if (firstBad !== undefined) expect(answer.firstBad).toBe(firstBad);
  });

  it.each([
    ['stopped', async (cut: () => void) => restart(cut)],
    ['running', async (cut: () => void) => cut()],
  ])('sees that the tail was cut off while it was %s, also later', async (_, whileIn) => {
    const { checked } = await verify();
    await whileIn(() =>
      tamper(`DELETE FROM audit_log WHERE id > ${checked - 2};
        UPDATE sqlite_sequence SET seq = ${checked - 2} WHERE name = 'audit_log'`),
    );
    for (let n = 0; n < 4; n++) await signInOperator(instance);
    const answer = await verify();
    expect(answer.ok).toBe(false);
    expect(Number(answer.firstBad)).toBeGreaterThan(checked - 2);
    expect(Number(answer.firstBad)).toBeLessThanOrEqual(checked + 1);
    await restart(() => undefined);
    expect(await verify()).toMatchObject({ ok: false, firstBad: answer.firstBad });
  });

  it('keeps the head in a file beside the database', async () => {
    const { checked } = await verify();
    await instance.close();
    const { head } = JSON.parse(readFileSync(join(folder, 'audit-head.json'), 'utf8'));
    expect(head).toEqual({ id: checked, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    instance = await startTestInstance({ APPBASE_DATA_DIR: folder });
  });
});
