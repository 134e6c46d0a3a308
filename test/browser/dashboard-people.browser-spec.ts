import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AdminUserView, AuditPage } from '@appbase-pfe/types';
import { Api } from '../support/api.js';
import type { WatchedPage } from '../support/browser.js';
import { DashboardUnderTest, goTo } from '../support/dashboard.js';
import { signInOperator } from '../support/instance.js';

describe('users and groups in the dashboard', () => {
  let dashboard: DashboardUnderTest;
  let watched: WatchedPage;
  let users: Api;
  let admin: Api;

  beforeAll(async () => {
    dashboard = await DashboardUnderTest.start();
    users = new Api(dashboard.instance.url);
    await users.signUp('ada@example.org');
    await users.signUp('grace@example.org');
    admin = new Api(dashboard.instance.url, await signInOperator(dashboard.instance));
    watched = await dashboard.signedIn('/users');
  });
  afterAll(() => dashboard.stop());

  const find = async (email: string) => {
    const { data } = await admin.get<{ items: AdminUserView[] }>(`/admin/users?search=${email}`);
    return data.items[0];
  };
  const openUser = async (email: string) => {
    const { page } = watched;
    await goTo(page, '/users', 'Users');
    await page.getByRole('searchbox').fill(email);
    await page.getByRole('link', { name: email }).click();
    await page.getByRole('heading', { level: 1, name: email }).waitFor();
  };

  it('finds a user, and creates one', async () => {
    const { page } = watched;
    await page.getByRole('searchbox').fill('grace');
    await page.waitForURL(/search=grace/);
    await page.getByRole('link', { name: 'ada@example.org' }).waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'grace@example.org' }).waitFor();

    await page.getByRole('button', { name: 'New user' }).click();
    await page.getByRole('textbox', { name: 'Email' }).fill('new@example.org');
    await page.getByRole('button', { name: 'Make one up' }).click();
    const password = await page.getByLabel('First password').inputValue();
    await page.getByRole('button', { name: 'Create user' }).click();
    await page.getByRole('heading', { level: 1, name: 'new@example.org' }).waitFor();
    const login = await users.post('/auth/login', { email: 'new@example.org', password });
    expect(login.status).toBe(200);
  });

  it('sets a temporary password that must be changed', async () => {
    const { page } = watched;
    await openUser('ada@example.org');
    await page.getByRole('button', { name: 'Set temporary password' }).click();
    const password = await page.getByRole('textbox', { name: 'Temporary password' }).inputValue();
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByText('must change password').waitFor();
    const login = await users.post<{ user: { mustChangePassword: boolean } }>('/auth/login', {
      email: 'ada@example.org',
      password,
    });
    expect(login.data.user.mustChangePassword).toBe(true);
  });

  it('ends the sessions of a user, bans and lifts the ban', async () => {
    const { page } = watched;
    await openUser('grace@example.org');
    await page.getByRole('button', { name: 'End all sessions' }).click();
    await page.getByText('Not signed in anywhere').waitFor();

    await page.getByRole('button', { name: 'Ban user' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Ban user' }).click();
    await page.getByRole('button', { name: 'Lift the ban' }).waitFor();
    expect((await find('grace@example.org'))?.banned).toBe(true);
    await page.getByRole('button', { name: 'Lift the ban' }).click();
    await page.getByRole('button', { name: 'Ban user' }).waitFor();
    expect((await find('grace@example.org'))?.banned).toBe(false);
  });

  it('makes a group, puts a user in, and makes them its manager', async () => {
    const { page } = watched;
    await goTo(page, '/groups', 'Groups');
    await page.getByRole('button', { name: 'New group' }).first().click();
    await page.getByLabel('Name').fill('nurses');
    await page.getByRole('button', { name: 'Create group' }).click();
    await page.getByRole('heading', { level: 1, name: 'nurses' }).waitFor();
    await page.getByRole('button', { name: 'Add member' }).click();
    await page.getByRole('button', { name: 'Add ada@example.org' }).click();
    await page.getByRole('button', { name: 'Actions for ada@example.org' }).click();
    await page.getByRole('menuitem', { name: 'Make manager' }).click();
    await page.getByRole('cell', { name: 'manager' }).waitFor();
    const members = await admin.get<{ items: unknown[] }>('/admin/groups/nurses/members');
    expect(members.data.items).toMatchObject([{ email: 'ada@example.org', role: 'manager' }]);
  });

  it('deletes a user only when the address has been typed', async () => {
    const { page } = watched;
    await openUser('ada@example.org');
    await page.getByRole('button', { name: 'Delete user' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('0 records and 0 files').waitFor();
    await dialog.getByRole('button', { name: 'Delete user' }).press('Enter');
    expect(await find('ada@example.org')).toBeDefined();
    await dialog.getByRole('textbox').fill('ada@example.org');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    expect(await find('ada@example.org')).toBeUndefined();
  });

  it('has told the audit log who did it all, and broke no rule of the page', async () => {
    const { data } = await admin.get<AuditPage>('/admin/audit-log?limit=100');
    const mine = data.items.filter(({ actor }) => actor.startsWith('operator:'));
    const actions = mine.map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['user.create', 'user.ban', 'user.delete']));
    expect(await dashboard.unaudited(watched)).toEqual([]);
    expect(watched.problems).toEqual([]);
  });
});
