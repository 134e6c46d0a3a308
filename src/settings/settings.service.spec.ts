import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AppSettings, UpdateSettings } from '@appbase-pfe/types';
import { AuditService } from '../audit/audit.service.js';
import { SystemClock } from '../common/clock.js';
import type { Database } from '../database/database.js';
import { instanceSchema } from '../database/instance-schema.js';
import { openDatabase } from '../database/open-database.js';
import type { FirstSettings } from './first-settings.js';
import { SettingsService } from './settings.service.js';

const BY = { actor: 'operator:a@b.example' };

describe('SettingsService', () => {
  let folder: string;
  let database: Database;
  const clock = new SystemClock();
  const open = (first: FirstSettings = {}) =>
    SettingsService.open(database, clock, new AuditService(clock), first);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'appbase-'));
    database = await openDatabase({ file: join(folder, 'app.sqlite'), ...instanceSchema });
  });
  afterEach(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });

  it('starts with the environment over the defaults', async () => {
    const { current } = await open({ values: { maxUploadBytes: 7 } });
    expect(AppSettings.parse(current)).toEqual(current);
    expect(current.maxUploadBytes).toBe(7);
    expect(current.sessions).toEqual({
      userDays: 7,
      userMaxDays: 90,
      operatorIdleMinutes: 30,
      operatorHours: 12,
    });
  });

  it('keeps the app id over a restart, whatever the environment says later', async () => {
    const { appId } = await open();
    expect(appId).toMatch(/^app_[0-9a-f]{32}$/);
    expect((await open({ appId: 'app_other' })).appId).toBe(appId);
  });

  it('holds a change at once, tells it, and keeps it over a restart', async () => {
    const settings = await open();
    const heard: unknown[] = [];
    settings.onChange((now, before) => heard.push([now.userLookup, before.userLookup]));
    const answer = await settings.update(BY, { userLookup: true, sessions: { userDays: 3 } });
    expect(settings.current).toEqual(answer);
    expect(answer.sessions.operatorHours).toBe(12);
    expect(heard).toEqual([[true, false]]);
    expect((await open()).current).toEqual(answer);
  });

  it('lets what was never changed follow the environment', async () => {
    await (await open({ values: { maxUploadBytes: 7 } })).update(BY, { userLookup: true });
    expect((await open({ values: { maxUploadBytes: 8 } })).current.maxUploadBytes).toBe(8);
  });

  it('writes the change into the audit', async () => {
    await (await open()).update(BY, { docs: false });
    const rows = database.read((db) => db.all('SELECT action, actor, metadata FROM audit_log'));
    expect(rows).toEqual([{ action: 'settings.update', ...BY, metadata: '{"docs":false}' }]);
  });

  it.each([
    { corsOrigins: ['*'] },
    { corsOrigins: ['null'] },
    { corsOrigins: ['https://a.example/'] },
    { corsOrigins: ['ftp://a.example'] },
    { passwords: { minLength: 7 } },
    { unknown: 1 },
    { sessions: { unknown: 1 } },
  ])('refuses %j', (update) => {
    expect(UpdateSettings.safeParse(update).success).toBe(false);
  });
});
