import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { CollectionView, RecordPage, RecordView } from '@appbase-pfe/types';
import { Api } from '../support/api.js';
import type { WatchedPage } from '../support/browser.js';
import { DashboardUnderTest, goTo } from '../support/dashboard.js';
import { signInOperator } from '../support/instance.js';

const MANY = 100_000;
const DATA = `json_object('name', 'Person ' || i, 'age', i % 90, 'ward', char(65 + i % 3))`;

describe('records in the dashboard', () => {
  let dashboard: DashboardUnderTest;
  let watched: WatchedPage;
  let admin: Api;
  beforeAll(async () => {
    dashboard = await DashboardUnderTest.start();
    await dashboard.fill('patients', MANY, DATA);
    await dashboard.fill('notes', 5, DATA);
    admin = new Api(dashboard.instance.url, await signInOperator(dashboard.instance));
    watched = await dashboard.signedIn('/data/patients');
  });
  afterAll(() => dashboard.stop());

  const list = async (collection: string, query = '') =>
    (await admin.get<RecordPage>(`/admin/collections/${collection}/records${query}`)).data;
  const grid = () => watched.page.getByRole('grid');
  const editor = () => watched.page.locator('[data-editor] .cm-content');
  const retype = async (text: string) => {
    await watched.page.keyboard.press('Control+a');
    await watched.page.keyboard.press('Delete');
    await watched.page.keyboard.type(text);
  };
  /** Puts a text in the place of all that the editor holds. */
  const rewrite = async (text: string) => {
    await editor().click();
    await retype(text);
  };

  it('shows 100,000 records, the last one by one key', async () => {
    const { page } = watched;
    await page.getByText('100,000 records', { exact: true }).waitFor();
    expect(await grid().getAttribute('aria-rowcount')).toBe('100001');
    await page.getByRole('gridcell', { name: 'Person 1', exact: true }).waitFor();
    await grid().focus();
    await page.keyboard.press('End');
    await page.getByRole('gridcell', { name: 'Person 100000' }).waitFor();
    expect(await page.getByRole('row').count()).toBeLessThan(60);
  });

  it('filters by lines or by text, and keeps both in the address', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByLabel('Field').fill('name');
    await page.getByLabel('Value', { exact: true }).fill('Person 4711');
    await page.getByRole('button', { name: 'Apply filter' }).click();
    await page.getByText('1 record', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Edit as text' }).click();
    const text = page.getByLabel('Filter', { exact: true });
    expect(await text.inputValue()).toBe('{"name":"Person 4711"}');
    await text.fill('{"age":{"$gte":89},"ward":"B"}');
    await page.getByRole('button', { name: 'Apply filter' }).click();
    const { total } = await list('patients', '?filter={"age":{"$gte":89},"ward":"B"}&limit=1');
    await page.getByText(`${total} records`, { exact: true }).waitFor();

    await page.reload();
    await page.getByText(`${total} records`, { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Clear filter' }).click();
    await page.getByText('100,000 records', { exact: true }).waitFor();
  });

  it('sorts by a column', async () => {
    const { page } = watched;
    const age = page.getByRole('columnheader', { name: 'age' });
    await age.getByRole('button').click();
    await page.locator('[role=columnheader][aria-sort=ascending]').waitFor();
    await age.getByRole('button').click();
    await page.locator('[role=columnheader][aria-sort=descending]').waitFor();
    await page.getByRole('row').nth(1).getByRole('gridcell', { name: '89', exact: true }).waitFor();
    expect(page.url()).toContain('sort=-data.age');
    await age.getByRole('button').click();
  });

  it('finds and edits a record by keyboard alone, and refuses what is no JSON', async () => {
    const { page } = watched;
    await grid().focus();
    await page.keyboard.press('Home');
    await page.getByRole('gridcell', { name: 'Person 1', exact: true }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Record' }).waitFor();
    await editor().waitFor();
    await editor().focus();
    await retype('{"name": ');
    await page.keyboard.press('Control+s');
    await page.getByRole('alert').waitFor();
    await retype('{"name":"Edited"}');
    await page.keyboard.press('Control+s');
    await page.getByText('Record saved').waitFor();
    const { data } = await admin.get<RecordView>(
      '/admin/collections/patients/records/record0000002',
    );
    expect(data.data).toEqual({ name: 'Edited' });
  });

  it('shows both versions when somebody else has saved meanwhile (412)', async () => {
    const { page } = watched;
    const path = '/admin/collections/patients/records/record0000002';
    await rewrite('{"name":"Mine"}');
    await admin.send('PUT', path, { data: { name: 'Theirs' } });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Somebody else changed this record meanwhile').waitFor();
    const difference = await page.getByLabel('Their version and yours').innerText();
    expect(difference).toContain('Theirs');
    expect(difference).toContain('Mine');
    expect((await admin.get<RecordView>(path)).data.data).toEqual({ name: 'Theirs' });
    await page.getByRole('button', { name: 'Save mine over theirs' }).click();
    await page.getByText('Record saved').first().waitFor();
    await editor().waitFor();
    expect((await admin.get<RecordView>(path)).data.data).toEqual({ name: 'Mine' });
  });

  it('saves again, and keeps what is typed, while the list is still being read', async () => {
    const { page } = watched;
    const path = '/admin/collections/patients/records/record0000002';
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/admin/collections/patients/records?*', async (route) => {
      await released;
      await route.continue();
    });
    const put = () =>
      page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok());
    const first = put();
    await rewrite('{"name":"First"}');
    await page.keyboard.press('Control+s');
    await first;
    const second = put();
    await rewrite('{"name":"Second"}');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await second;
    expect((await admin.get<RecordView>(path)).data.data).toEqual({ name: 'Second' });
    release();
  });

  it('asks before what is not saved is lost', async () => {
    const { page } = watched;
    await rewrite('{"name":"Not saved"}');
    await page.keyboard.press('Escape');
    const ask = page.getByRole('dialog', { name: 'Leave without saving?' });
    await ask.getByRole('button', { name: 'Cancel' }).click();
    await ask.waitFor({ state: 'hidden' });
    expect(await editor().innerText()).toContain('Not saved');
    await page.keyboard.press('Escape');
    await ask.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  it('creates a record and deletes it', async () => {
    const { page } = watched;
    await goTo(page, '/data/notes', 'notes');
    await page.getByText('5 records', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'New record' }).click();
    await editor().waitFor();
    await rewrite('{"name":"<b>bold</b>"}');
    await page.getByRole('button', { name: 'Create record' }).click();
    await page.getByText('6 records', { exact: true }).waitFor();
    const { items } = await list('notes');
    const made = items.find(({ data }) => data?.['name'] === '<b>bold</b>')!;
    await page.getByRole('gridcell', { name: '<b>bold</b>' }).waitFor();
    await page.getByRole('button', { name: made.id }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete record' }).click();
    await page.getByText('5 records', { exact: true }).waitFor();
  });

  it('deletes what is selected only when the count has been typed', async () => {
    const { page } = watched;
    await page.getByLabel('Select record0000001').check();
    await page.getByLabel('Select record0000002').check();
    await page.getByText('2 records selected').waitFor();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('button', { name: 'Delete 2' }).click();
    await page.getByRole('alert').filter({ hasText: 'Type the number 2' }).waitFor();
    expect((await list('notes')).total).toBe(5);
    await page.getByLabel('Type 2 to confirm').fill('2');
    await page.keyboard.press('Enter');
    await page.getByText('2 records deleted.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByText('3 records', { exact: true }).waitFor();
    expect((await list('notes')).total).toBe(3);
  });

  it('imports after a dry run and exports what the filter lets through', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'Import' }).click();
    await page.getByLabel('File', { exact: true }).setInputFiles({
      name: 'people.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('name,age\nAda,36\nGrace,85\nbroken\n'),
    });
    await page.getByText('2 records can be imported, 1 row cannot').waitFor();
    expect((await list('notes')).total).toBe(3);
    await page.getByRole('button', { name: 'Import 2 records' }).click();
    await page.getByText('2 records imported.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    const imported = await list('notes', '?filter={"name":"Ada"}');
    expect(imported.items.map(({ data }) => data)).toEqual([{ name: 'Ada', age: 36 }]);

    await goTo(page, '/data/notes?filter={"name":"Grace"}', 'notes');
    await page.getByText('1 record', { exact: true }).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'As CSV' }).click();
    const file = readFileSync(await (await download).path(), 'utf8');
    expect(file.split('\r\n')[0]).toBe('id,ownerId,createdAt,updatedAt,name,age');
    expect(file.split('\r\n')).toHaveLength(3);
    expect(file).toContain('Grace,85');
  });

  it('shows changes as they happen', async () => {
    const { page } = watched;
    await goTo(page, '/data/notes?tab=live', 'notes');
    await page.getByText('Connected').waitFor();
    const path = '/admin/collections/notes/records';
    const made = await admin.post<RecordView>(path, { data: { name: 'Live' } });
    await page.getByRole('link', { name: made.data.id }).waitFor();
    await page.getByText('{"name":"Live"}').waitFor();
    // The stream is opened anew every few seconds; what happens between is not missed.
    await admin.send('DELETE', `${path}/${made.data.id}`);
    await page.getByRole('listitem').filter({ hasText: 'deleted' }).waitFor();
  });

  it('declares an index and an access rule, and tests it as a user', async () => {
    const { page } = watched;
    await page.getByRole('tab', { name: 'Indexes' }).click();
    await page.getByLabel('New index on').fill('name');
    await page.keyboard.press('Enter');
    await page.getByRole('cell', { name: 'ready' }).waitFor();

    await page.getByRole('tab', { name: 'Access' }).click();
    await page.getByLabel('Every user reads and changes').check();
    await page.getByRole('button', { name: 'Save access' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save access' }).click();
    await page.getByText('Access rules saved').waitFor();
    const { data } = await admin.get<CollectionView>('/admin/collections/notes');
    expect(data.access).toBe('open');
    expect(data.indexes).toMatchObject([{ fields: ['name'] }]);

    await page.getByLabel('Record id').fill('record0000003');
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('Denied').waitFor();
  });

  it('broke no rule of the page, and the audit log tells who changed what', async () => {
    expect(watched.problems).toEqual([]);
    expect(watched.changes.length).toBeGreaterThan(0);
    expect(await dashboard.unaudited(watched)).toEqual([]);
  });
});
