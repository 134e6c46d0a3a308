import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditPage, CollectionView, RecordView } from '@appbase-pfe/types';
import { Api } from '../support/api.js';
import type { WatchedPage } from '../support/browser.js';
import { DashboardUnderTest, goTo } from '../support/dashboard.js';
import { TEST_OPERATOR, TEST_PASSWORD, signInOperator } from '../support/instance.js';

describe('the schema of a collection in the dashboard', () => {
  let dashboard: DashboardUnderTest;
  let watched: WatchedPage;
  let admin: Api;
  beforeAll(async () => {
    dashboard = await DashboardUnderTest.start();
    await dashboard.fill('patients', 30, `json_object('name', 'P' || i, 'age', i % 3)`);
    await dashboard.fill('wards', 2, `json_object('title', 'W' || i)`);
    admin = new Api(dashboard.instance.url, await signInOperator(dashboard.instance));
    watched = await dashboard.signedIn('/data/patients?tab=schema');
  });
  afterAll(() => dashboard.stop());

  const stored = async () => (await admin.get<CollectionView>('/admin/collections/patients')).data;
  const create = (data: object) =>
    admin.post<RecordView>('/admin/collections/patients/records', { data });
  const button = (name: string) =>
    watched.page.locator('main').getByRole('button', { name, exact: true });
  const dialog = () => watched.page.getByRole('dialog');
  /** Waits until the message in the corner says so, and takes it away. */
  const said = async (text: string) => {
    const messages = watched.page.getByRole('region', { name: 'Messages' });
    await messages.getByText(text).waitFor();
    await messages.getByRole('button', { name: 'Close message' }).first().click();
  };

  it('adds fields in a table and finds none that break them', async () => {
    const { page } = watched;
    await page.getByText('Any JSON object is taken').waitFor();
    await button('Add field').click();
    await dialog().getByLabel('Name').fill('name');
    await dialog().getByLabel('Required').check();
    await dialog().getByLabel('Description').fill('Full name');
    await dialog().getByLabel('Most characters').fill('x');
    await dialog().getByRole('button', { name: 'Add field' }).click();
    await dialog().getByText('Must be a number').waitFor();
    await dialog().getByLabel('Most characters').fill('5');
    await dialog().getByRole('button', { name: 'Add field' }).click();
    await page.getByRole('row', { name: /name.*Text.*required.*≤ 5 characters/ }).waitFor();

    await button('Add field').click();
    await dialog().getByLabel('Name').fill('age');
    await dialog().getByLabel('Type').selectOption('integer');
    await dialog().getByLabel('Smallest').fill('0');
    await dialog().getByRole('button', { name: 'Add field' }).click();
    await button('Check records').click();
    await page.getByText('None of 30 records breaks it.').waitFor();
    expect((await stored()).schema).toBeUndefined();
    await button('Save schema').click();
    await said('Schema saved');
    expect((await stored()).schema).toEqual({
      type: 'object',
      properties: {
        name: { type: 'string', description: 'Full name', maxLength: 5 },
        age: { type: 'integer', minimum: 0 },
      },
      required: ['name'],
    });
    expect((await create({ name: 'too long a name' })).status).toBe(400);
  });

  it('saves a schema that records break only when told to keep them', async () => {
    const { page } = watched;
    await button('Change field age').click();
    await dialog().getByLabel('Smallest').fill('1');
    await dialog().getByRole('button', { name: 'Change field' }).click();
    await button('Save schema').click();
    await page.getByText('10 stored records break the schema').waitFor();
    await page.getByText('10 records of 30 break it.').waitFor();
    const examples = page.getByRole('region', { name: 'Records that break the schema' });
    await examples.getByText('must be >= 1').first().waitFor();
    expect(await examples.getByRole('link').count()).toBe(10);
    expect((await stored()).schema).toMatchObject({ properties: { age: { minimum: 0 } } });

    await page.getByLabel('Records that are stored').selectOption('keep');
    await button('Save schema').click();
    await dialog().getByText('10 records of 30 will stay as they are').waitFor();
    await dialog().getByRole('button', { name: 'Save schema' }).click();
    await said('Schema saved');
    expect((await stored()).schema).toMatchObject({ properties: { age: { minimum: 1 } } });
    expect((await stored()).records).toBe(30);
  });

  it('shows the same as JSON, and takes what is typed there into the table', async () => {
    const { page } = watched;
    await button('JSON').click();
    const editor = page.locator('[data-editor] .cm-content');
    await editor.click();
    const type = async (text: string) => {
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Delete');
      await page.keyboard.insertText(text);
    };
    await type('{"properties": ');
    await page.getByRole('alert').waitFor();
    await page.getByTitle('The JSON cannot be read').first().waitFor();
    await type(
      '{"title":"T","properties":{"name":{"type":["string","null"]},"w":{"$ref":"#/$defs/w"}},"$defs":{"w":{}}}',
    );
    await button('Table').click();
    await page.getByRole('row', { name: /name.*Text or null/ }).waitFor();
    await page.getByRole('row', { name: /w.*see JSON/ }).waitFor();
    await page.getByLabel('Records may have other fields too').uncheck();
    await page.getByRole('button', { name: 'Undo changes' }).click();
    await page.getByRole('row', { name: /age.*Whole number/ }).waitFor();
  });

  it('declares unique fields, relations and the history', async () => {
    const { page } = watched;
    await page.getByLabel('Fields that are unique together').fill('name, age');
    await button('Add unique').click();
    await page.getByLabel('Field with an id').fill('ward');
    await page.getByLabel('Of a record in').selectOption('wards');
    await page.getByLabel('When that is to be deleted').selectOption('cascade');
    await button('Add relation').click();
    await page.getByRole('switch', { name: /Keep every version/ }).click();
    await button('Save schema').click();
    await said('Schema saved');
    expect(await stored()).toMatchObject({
      unique: [{ fields: ['name', 'age'], scope: 'collection' }],
      relations: { ward: { collection: 'wards', onDelete: 'cascade' } },
      history: true,
    });
    const row = (name: RegExp) => page.getByRole('row', { name }).getByText('ready').waitFor();
    await Promise.all([row(/name \+ age.*in the whole collection/), row(/ward.*wards/)]);
    expect((await create({ name: 'P1', age: 1 })).error?.code).toBe('CONFLICT');
    expect((await create({ name: 'new', age: 1, ward: 'record0000009' })).status).toBe(400);
    expect((await create({ name: 'new', age: 1, ward: 'record0000001' })).status).toBe(201);

    await button('Remove unique name + age').click();
    await button('Remove relation ward').click();
    await button('Save schema').click();
    await said('Schema saved');
    const { unique, relations, history, upkeep } = await stored();
    expect([unique, relations, history, upkeep]).toEqual([undefined, undefined, true, undefined]);
  });

  it('counts doubles before fields become unique', async () => {
    const { page } = watched;
    await page.getByLabel('Records that are stored').selectOption('refuse');
    await page.getByLabel('Fields that are unique together').fill('age');
    await button('Add unique').click();
    await page.getByRole('row', { name: /age.*not saved yet/ }).waitFor();
    await button('Save schema').click();
    await page
      .getByText(/2[78] doubles/)
      .first()
      .waitFor();
    expect((await stored()).unique).toBeUndefined();
    await button('Undo changes').click();
    await page.getByText('Nothing has to be unique').waitFor();
  });

  it('declares what is searched, and the grid finds words', async () => {
    const { page } = watched;
    await page.getByLabel('Field with words').fill('name');
    await button('Add to search').click();
    await button('Save schema').click();
    await said('Schema saved');
    expect((await stored()).search).toEqual(['name']);
    await page.getByText('ready', { exact: true }).waitFor();
    await goTo(page, '/data/patients', 'patients');
    await page.getByRole('searchbox', { name: 'Search name' }).fill('p17');
    await page.getByText('1 record', { exact: true }).waitFor();
    await page.getByRole('gridcell', { name: 'P17' }).waitFor();
    await page.getByRole('searchbox', { name: 'Search name' }).fill('p');
    await page.getByText('30 records', { exact: true }).waitFor();
    await goTo(page, '/data/patients?tab=schema', 'patients');
    await page.getByRole('row', { name: /age.*Whole number/ }).waitFor();
  });

  it('asks before changes are left behind', async () => {
    const { page } = watched;
    await button('Remove field age').click();
    await page.getByRole('navigation', { name: 'Screens' }).getByText('Users').click();
    await dialog().getByText('has not been saved').waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await button('Undo changes').click();
    await page.getByRole('row', { name: /age.*Whole number/ }).waitFor();
    await goTo(page, '/users', 'Users');
  });

  it('shows a viewer everything and changes nothing for them', async () => {
    const account = { email: 'viewer@example.org', password: TEST_PASSWORD };
    await admin.post('/operators', { ...account, role: 'viewer' });
    const { page, problems, close } = await dashboard.signedIn(
      '/data/patients?tab=schema',
      {},
      account,
    );
    await page.getByRole('row', { name: /age.*Whole number/ }).waitFor();
    for (const name of ['Add field', 'Remove field age', 'Add unique', 'Save schema'])
      await page
        .locator('main')
        .getByRole('button', { name, exact: true })
        .and(page.locator('[aria-disabled=true]'))
        .waitFor();
    expect(await page.getByRole('switch').isDisabled()).toBe(true);
    await close();
    expect(problems).toEqual([]);
  });

  it('has told the audit who did it, and broke no rule of the page', async () => {
    const { data } = await admin.get<AuditPage>('/admin/audit-log?action=collection.update');
    expect(data.items.map(({ actor }) => actor)).toEqual(
      Array.from({ length: 5 }, () => `operator:${TEST_OPERATOR.email}`),
    );
    expect(watched.problems).toEqual([]);
  });
});
