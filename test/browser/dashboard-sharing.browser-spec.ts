import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  AdminInviteList,
  AuditPage,
  BucketView,
  Grants,
  GroupMemberList,
  RecordView,
} from '@appbase-pfe/types';
import { Api } from '../support/api.js';
import type { WatchedPage } from '../support/browser.js';
import { DashboardUnderTest, goTo } from '../support/dashboard.js';
import { TEST_OPERATOR, TEST_PASSWORD, signInOperator } from '../support/instance.js';

describe('who else may see it, in the dashboard', () => {
  let dashboard: DashboardUnderTest;
  let watched: WatchedPage;
  let admin: Api;
  let ada: Api;
  let grace: Api;
  let record: string;
  beforeAll(async () => {
    dashboard = await DashboardUnderTest.start();
    admin = new Api(dashboard.instance.url, await signInOperator(dashboard.instance));
    const users = new Api(dashboard.instance.url);
    ada = await users.signUp('ada@example.org');
    grace = await users.signUp('grace@example.org');
    await admin.post('/admin/groups', { name: 'nurses' });
    await admin.send('PUT', '/admin/collections/wards', {});
    await admin.send('PUT', '/admin/collections/charts', {
      access: 'shared',
      history: true,
      relations: { ward: { collection: 'wards' } },
    });
    const ward = await ada.post<RecordView>('/db/collections/wards', { data: { title: 'North' } });
    const chart = await ada.post<RecordView>('/db/collections/charts', {
      data: { text: 'first', ward: ward.data.id },
    });
    record = chart.data.id;
    await ada.upload('scans', 'scan.txt', new TextEncoder().encode('a scan'));
    watched = await dashboard.signedIn('/groups/nurses');
  });
  afterAll(() => dashboard.stop());

  const main = () => watched.page.locator('main');
  const dialog = () => watched.page.getByRole('dialog').last();
  const said = async (text: string) => {
    const messages = watched.page.getByRole('region', { name: 'Messages' });
    await messages.getByText(text).waitFor();
    await messages.getByRole('button', { name: 'Close message' }).first().click();
  };
  /** Opens the record beside the grid. What is behind a dialog has no roles, so none is waited for. */
  const openRecord = async (page = watched.page) => {
    await page.evaluate((to) => (location.hash = to), `/data/charts?record=${record}`);
    await page.getByRole('dialog').waitFor();
  };
  const invites = async () =>
    (await admin.get<AdminInviteList>('/admin/groups/nurses/invites')).data;

  it('makes an invite, shows its code once, and lists what is left of it', async () => {
    const { page } = watched;
    await page.getByText('No open invites').waitFor();
    await main().getByRole('button', { name: 'New invite' }).click();
    await dialog().getByLabel('How many users it lets in').fill('0');
    await dialog().getByRole('button', { name: 'Make invite' }).click();
    await dialog().getByText('A whole number from 1 to 1000').waitFor();
    await dialog().getByLabel('How many users it lets in').fill('2');
    await dialog().getByLabel('It ends after').selectOption('604800');
    await dialog().getByRole('button', { name: 'Make invite' }).click();
    const code = await dialog().getByLabel('code', { exact: true }).innerText();
    await page.keyboard.press('Escape');
    await dialog().getByRole('button', { name: 'I have passed it on' }).click();
    await page.getByRole('cell', { name: '2 of 2' }).waitFor();
    expect(await page.content()).not.toContain(code);

    expect((await ada.post('/groups/join', { code })).status).toBe(200);
    await page.reload();
    await page.getByRole('cell', { name: '1 of 2' }).waitFor();
    await page.getByRole('cell', { name: `${TEST_OPERATOR.email} (operator)` }).waitFor();
    await page.getByRole('link', { name: 'ada@example.org' }).waitFor();
    const [left] = (await invites()).items;
    const life = Date.parse(left!.expiresAt) - Date.parse(left!.createdAt!);
    expect([left!.usesLeft, life]).toEqual([1, 604_800_000]);
  });

  it('revokes an invite after asking; who has joined stays', async () => {
    const { page } = watched;
    await main().getByRole('button', { name: 'Revoke' }).click();
    await dialog().getByText('lets nobody in any more').waitFor();
    await dialog().getByRole('button', { name: 'Revoke invite' }).click();
    await page.getByText('No open invites').waitFor();
    expect(await invites()).toEqual({ items: [], total: 0 });
    const members = await admin.get<GroupMemberList>('/admin/groups/nurses/members');
    expect(members.data.items.map(({ email }) => email)).toEqual(['ada@example.org']);
  });

  it('follows a relation from the grid by keyboard and from the record by click', async () => {
    const { page } = watched;
    await goTo(page, '/data/charts', 'charts');
    await page.getByRole('gridcell', { name: 'first' }).waitFor();
    await page.getByRole('gridcell', { name: 'first' }).dblclick();
    const linked = dialog().getByLabel('Linked records');
    await linked.getByText('in wards').waitFor();
    await linked.getByRole('link', { name: 'North' }).click();
    await page.waitForURL(/data\/wards\?record=/);
    await dialog().getByText('"title": "North"').waitFor();
    await page.keyboard.press('Escape');
  });

  it('tests as a user, and makes a record for one, by the email', async () => {
    const { page } = watched;
    await goTo(page, '/data/charts?tab=access', 'charts');
    await page.getByLabel('May this user').selectOption('update');
    await page.getByLabel('User', { exact: true }).fill('nobody@example.org');
    await page.getByLabel('Record id').fill(record);
    await main().getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('There is no user nobody@example.org').waitFor();
    await page.getByLabel('User', { exact: true }).fill('Ada@example.org');
    await main().getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('Allowed', { exact: true }).waitFor();
    await page.getByLabel('User', { exact: true }).fill('grace@example.org');
    await main().getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('Denied', { exact: true }).waitFor();

    await goTo(page, '/data/wards', 'wards');
    await main().getByRole('button', { name: 'New record' }).click();
    await dialog().getByLabel('Owner').fill('grace@example.org');
    await dialog().getByRole('button', { name: 'Create record' }).click();
    await said('Record created');
    const mine = await grace.get<{ total: number }>('/db/collections/wards');
    expect(mine.data.total).toBe(1);
  });

  it('grants a record to a group and a user, and takes it back', async () => {
    const { page } = watched;
    const path = `/admin/collections/charts/records/${record}/grants`;
    const stored = async () => (await admin.get<Grants>(path)).data;
    await openRecord();
    await dialog().getByRole('tab', { name: 'Sharing' }).click();
    await dialog().getByText('Granted to nobody').waitFor();
    await dialog().getByRole('button', { name: 'Add user or group' }).click();
    await dialog().getByRole('button', { name: 'Add nurses' }).click();
    await dialog().getByRole('button', { name: 'Add user or group' }).click();
    await dialog().getByRole('searchbox').fill('grace');
    await dialog().getByRole('button', { name: 'Add nurses' }).waitFor({ state: 'hidden' });
    await dialog().getByRole('button', { name: 'Add grace@example.org' }).click();
    await dialog().getByRole('row', { name: 'grace@example.org' }).waitFor();
    await dialog()
      .getByRole('row', { name: 'grace@example.org' })
      .getByRole('combobox')
      .selectOption('write');
    expect(await stored()).toEqual({ read: [], write: [] });
    await dialog().getByRole('button', { name: 'Save sharing' }).click();
    await said('Sharing saved');
    const { data: me } = await grace.get<{ id: string }>('/auth/me');
    expect(await stored()).toEqual({ read: ['group:nurses'], write: [`user:${me.id}`] });
    expect((await grace.get(`/db/collections/charts/${record}`)).status).toBe(200);

    await dialog()
      .getByRole('button', { name: `Take it from user:${me.id}` })
      .click();
    await page.keyboard.press('Escape');
    await dialog().getByText('has not been saved').waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await dialog().getByRole('button', { name: 'Save sharing' }).click();
    await said('Sharing saved');
    expect(await stored()).toEqual({ read: ['group:nurses'], write: [] });
    expect((await grace.get(`/db/collections/charts/${record}`)).status).toBe(404);
  });

  it('shows what each version changed and restores one, beside what is being typed', async () => {
    const { page } = watched;
    const path = `/db/collections/charts/${record}`;
    await ada.send('PATCH', path, { data: { text: 'second' } });
    await page.keyboard.press('Escape');
    await goTo(page, '/data', 'Data');
    await openRecord();
    await dialog().getByRole('tab', { name: 'History' }).click();
    await dialog()
      .getByRole('button', { name: /Version 2.*newest.*ada@example.org/ })
      .click();
    const changed = dialog().getByLabel('What version 2 changed');
    await changed.getByText('removed: "text": "first",').waitFor();
    await changed.getByText('added: "text": "second",').waitFor();
    await dialog().getByTitle('The record is like this now').waitFor();

    await dialog()
      .getByRole('button', { name: /Version 1/ })
      .click();
    await dialog().getByRole('button', { name: 'Against the newest' }).click();
    const restores = dialog().getByLabel('What restoring version 1 changes');
    await restores.getByText('removed: "text": "second",').waitFor();
    await dialog().getByRole('button', { name: 'Restore this version' }).click();
    await said('Version 1 is back');
    await dialog()
      .getByRole('button', { name: /Version 3.*owner@example.org/ })
      .waitFor();
    await dialog().getByRole('tab', { name: 'JSON' }).click();
    await dialog().getByText('"text": "first"').waitFor();
    const { data } = await ada.get<RecordView>(path);
    expect(data.data).toMatchObject({ text: 'first' });
    await page.keyboard.press('Escape');
  });

  it('says where nothing is shared one by one, and opens a bucket', async () => {
    const { page } = watched;
    await goTo(page, '/files/scans', 'scans');
    await page.getByRole('button', { name: 'scan.txt' }).click();
    await dialog().getByRole('tab', { name: 'Sharing' }).click();
    await dialog().getByText('Nothing here is shared one by one').waitFor();
    await dialog().getByRole('link', { name: 'Access of scans' }).click();
    await page.getByRole('radio', { name: /Shared by its owner/ }).check();
    await main().getByRole('button', { name: 'Save access' }).click();
    await said('Access rules saved');
    const bucket = async () => (await admin.get<BucketView>('/admin/buckets/scans')).data;
    expect((await bucket()).access).toBe('shared');

    await page.getByRole('radio', { name: /Own rules/ }).check();
    const editor = page.locator('[data-editor] .cm-content');
    await editor.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await page.keyboard.insertText('{"read":{"size":{"$lt":100}},"create":true}');
    await main().getByRole('button', { name: 'Save access' }).click();
    await said('Access rules saved');
    expect((await bucket()).access).toEqual({ read: { size: { $lt: 100 } }, create: true });
    expect((await grace.get<{ total: number }>('/storage/buckets/scans')).data.total).toBe(1);
    const user = page.getByLabel('User', { exact: true });
    const test = main().getByRole('button', { name: 'Test', exact: true });
    await page.getByLabel('May this user').selectOption({ label: 'create a file' });
    await test.click();
    await page.getByText('Denied', { exact: true }).waitFor();
    await user.fill('grace@example.org');
    await test.click();
    await page.getByText('Allowed', { exact: true }).waitFor();

    await page.getByRole('radio', { name: /Public to read/ }).check();
    await main().getByRole('button', { name: 'Save access' }).click();
    await dialog().getByText('This holds for all files that are already in scans.').waitFor();
    await dialog().getByRole('button', { name: 'Save access' }).click();
    await said('Access rules saved');
    expect((await bucket()).access).toBe('public');
  });

  it('grants a file', async () => {
    const { page } = watched;
    await goTo(page, '/files/scans', 'scans');
    await page.getByRole('button', { name: 'scan.txt' }).click();
    await dialog().getByRole('tab', { name: 'Sharing' }).click();
    await dialog().getByRole('button', { name: 'Add user or group' }).click();
    await dialog().getByRole('button', { name: 'Add nurses' }).click();
    await dialog().getByRole('button', { name: 'Save sharing' }).click();
    await said('Sharing saved');
    const files = await admin.get<{ items: { id: string }[] }>('/admin/buckets/scans/files');
    const path = `/admin/buckets/scans/files/${files.data.items[0]!.id}/grants`;
    expect((await admin.get<Grants>(path)).data).toEqual({ read: ['group:nurses'], write: [] });
    await page.keyboard.press('Escape');
  });

  it('deletes a bucket only when its name has been typed, and says what goes', async () => {
    const { page } = watched;
    await goTo(page, '/files', 'Files');
    await page.getByRole('link', { name: 'scans' }).getByText('public').waitFor();
    await goTo(page, '/files/scans?tab=settings', 'scans');
    await main().getByRole('button', { name: 'Delete bucket' }).click();
    await dialog().getByText('1 file (6 B)').waitFor();
    await dialog().getByRole('button', { name: 'Delete bucket' }).press('Enter');
    expect((await admin.get('/admin/buckets/scans')).status).toBe(200);
    await dialog().getByRole('textbox').fill('scans');
    await page.keyboard.press('Enter');
    await said('Bucket scans deleted with 1 file');
    await page.getByRole('heading', { level: 1, name: 'Files' }).waitFor();
    expect((await admin.get('/admin/buckets/scans')).status).toBe(404);
  });

  it('shows a viewer all of it and changes nothing for them', async () => {
    const account = { email: 'viewer@example.org', password: TEST_PASSWORD };
    await admin.post('/operators', { ...account, role: 'viewer' });
    const { page, problems, close } = await dashboard.signedIn('/groups/nurses', {}, account);
    const off = (name: string) =>
      page.getByRole('button', { name, exact: true }).and(page.locator('[aria-disabled=true]'));
    await off('New invite').waitFor();
    await off('Delete group').waitFor();
    await openRecord(page);
    await page.getByRole('tab', { name: 'Sharing' }).click();
    await page.getByRole('row', { name: 'nurses' }).waitFor();
    await off('Add user or group').waitFor();
    expect(await page.getByLabel('What group:nurses may do').isDisabled()).toBe(true);
    await close();
    expect(problems).toEqual([]);
  });

  it('has told the audit who did it all, and broke no rule of the page', async () => {
    const { data } = await admin.get<AuditPage>(
      `/admin/audit-log?limit=100&actor=operator:${TEST_OPERATOR.email}`,
    );
    const count = (action: string) => data.items.filter((entry) => entry.action === action).length;
    const actions = ['group.invite', 'group.invite-revoke', 'record.share', 'file.share'];
    expect(actions.map(count)).toEqual([1, 1, 2, 1]);
    expect(['bucket.update', 'bucket.delete', 'record.update'].map(count)).toEqual([3, 1, 1]);
    expect(watched.problems).toEqual([]);
  });
});
