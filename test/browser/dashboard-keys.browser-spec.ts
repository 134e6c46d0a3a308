import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KeyView } from '@appbase-pfe/types';
import { Api } from '../support/api.js';
import type { WatchedPage } from '../support/browser.js';
import { DashboardUnderTest, goTo } from '../support/dashboard.js';
import { signInOperator } from '../support/instance.js';

describe('keys, audit and settings in the dashboard', () => {
  let dashboard: DashboardUnderTest;
  let watched: WatchedPage;
  let admin: Api;
  beforeAll(async () => {
    dashboard = await DashboardUnderTest.start();
    admin = new Api(dashboard.instance.url, await signInOperator(dashboard.instance));
    watched = await dashboard.signedIn('/keys');
  });
  afterAll(() => dashboard.stop());

  const signUp = async (key: string, email: string) => {
    const body = { email, password: 'a long enough pass phrase' };
    return (
      await new Api(dashboard.instance.url, { 'x-api-key': key }).post('/auth/register', body)
    ).status;
  };
  const keyOf = async (name: string) => {
    const { data } = await admin.get<{ items: KeyView[] }>('/admin/api-keys');
    return data.items.filter((key) => key.name === name);
  };
  const shownKey = () => watched.page.getByRole('dialog').locator('code').innerText();

  it('creates a key that is shown once and works', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'Create key' }).click();
    await page.getByLabel('Name').fill('Web app');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Your new key' }).waitFor();
    const value = await shownKey();
    expect(value).toMatch(/^hs_live_[A-Za-z0-9_-]{32,128}$/);
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByRole('cell', { name: /^Web app/ }).waitFor();
    expect(await page.content()).not.toContain(value);
    expect(await signUp(value, 'one@example.org')).toBe(201);
  });

  it('rotates a key in three steps and sees the new one used', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'Actions for Web app' }).click();
    await page.getByRole('menuitem', { name: 'Rotate' }).click();
    await page.getByRole('button', { name: 'Replace the key' }).click();
    await page.getByText('cannot be shown again').waitFor();
    const value = await shownKey();
    await page.getByRole('button', { name: 'I have put it in place' }).click();
    await page.getByText('Waiting for the first request').waitFor();
    expect(await signUp(value, 'two@example.org')).toBe(201);
    await page.getByText('The new key works').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
  });

  it('makes a secret key with scopes and expiry, and revokes it', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'Create key' }).click();
    await page.getByLabel('Name').fill('Backup');
    await page.getByLabel('Kind').selectOption('secret');
    await page.getByLabel('Expires').selectOption('30');
    const create = page.getByRole('dialog').getByRole('button', { name: 'Create key' });
    await create.click();
    await page.getByText('Choose at least one').waitFor();
    await page.getByLabel('Read the audit log').check();
    await create.click();
    await page.getByRole('button', { name: 'I have stored it' }).click();
    const [key] = await keyOf('Backup');
    expect(key).toMatchObject({ kind: 'secret', scopes: ['audit:read'] });
    expect(key?.expiresAt).toBeDefined();

    await page.getByRole('button', { name: 'Actions for Backup' }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click();
    await page.getByText('“Backup” is revoked').waitFor();
    expect((await keyOf('Backup'))[0]?.revokedAt).toBeDefined();
  });

  it('filters the audit log, shows an entry, verifies the chain and exports', async () => {
    const { page } = watched;
    await goTo(page, '/audit', 'Audit');
    await page.getByLabel('Action').fill('key.create');
    await page.keyboard.press('Enter');
    await page.getByRole('cell', { name: 'user.register' }).first().waitFor({ state: 'hidden' });
    expect(page.url()).toContain('action=key.create');
    await page
      .getByRole('button', { name: /^Details of key.create/ })
      .first()
      .click();
    await page.getByRole('dialog', { name: 'key.create' }).getByText('operator:').waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Verify chain' }).click();
    await page.getByRole('dialog', { name: 'The chain is whole' }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    expect((await download).suggestedFilename()).toBe('audit.jsonl');
  });

  it('changes settings, says what is not valid, and manages operators', async () => {
    const { page } = watched;
    await goTo(page, '/settings', 'Settings');
    await page.getByLabel('Allowed origins').fill('http://app.example:8080/path');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('must be like').waitFor();
    await page.getByLabel('Allowed origins').fill('http://app.example:8080');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Settings saved').waitFor();
    const { data } = await admin.get<{ corsOrigins: string[] }>('/admin/settings');
    expect(data.corsOrigins).toEqual(['http://app.example:8080']);

    await page.getByRole('tab', { name: 'Operators' }).click();
    await page.getByRole('button', { name: 'Add operator' }).click();
    await page.getByLabel('Email').fill('viewer@example.org');
    await page.getByLabel('First password').fill('a password of a viewer');
    await page.getByLabel('Role').selectOption('viewer');
    await page.getByRole('dialog').getByRole('button', { name: 'Add operator' }).click();
    await page.getByRole('cell', { name: 'viewer@example.org', exact: true }).waitFor();
  });

  it('lets a viewer see and not change, and buttons say why', async () => {
    const viewer = { email: 'viewer@example.org', password: 'a password of a viewer' };
    const { page, close } = await dashboard.signedIn('/users', {}, viewer);
    await page.getByRole('link', { name: 'one@example.org' }).waitFor();
    const button = page.getByRole('button', { name: 'New user' });
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    expect(await button.getAttribute('aria-description')).toBe(
      'Your account can look but not change anything',
    );
    await button.press('Enter');
    await page.getByRole('region', { name: 'Messages' }).getByText('can look').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await goTo(page, '/settings', 'Settings');
    expect(await page.getByLabel('Allowed origins').isDisabled()).toBe(true);
    await close();
  });

  it('broke no rule of the page, and the audit log tells who changed what', async () => {
    expect(watched.problems).toEqual([]);
    expect(watched.changes.length).toBeGreaterThan(0);
    expect(await dashboard.unaudited(watched)).toEqual([]);
  });
});
