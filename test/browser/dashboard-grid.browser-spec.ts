import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RecordView } from '@appbase-pfe/types';
import { Api } from '../support/api.js';
import type { WatchedPage } from '../support/browser.js';
import { DashboardUnderTest, goTo } from '../support/dashboard.js';
import { eventually } from '../support/eventually.js';
import { signInOperator } from '../support/instance.js';

describe('the columns of the grid', () => {
  let dashboard: DashboardUnderTest;
  let watched: WatchedPage;
  let ward: string;
  beforeAll(async () => {
    dashboard = await DashboardUnderTest.start();
    const admin = new Api(dashboard.instance.url, await signInOperator(dashboard.instance));
    await admin.send('PUT', '/admin/collections/charts', {
      relations: { ward: { collection: 'wards' } },
    });
    const made = await admin.post<RecordView>('/admin/collections/wards/records', {
      data: { title: 'North' },
    });
    ward = made.data.id;
    for (const name of ['Ada', 'Bo'])
      await admin.post('/admin/collections/charts/records', { data: { name, age: 7, ward } });
    watched = await dashboard.signedIn('/data/charts');
    await watched.page.getByRole('gridcell', { name: 'Ada' }).waitFor();
  });
  afterAll(() => dashboard.stop());

  const header = (name: string) => watched.page.getByRole('columnheader', { name });
  const handle = (name: string) =>
    watched.page.getByRole('separator', { name: `Width of ${name}` });
  const widthOf = async (name: string) => Math.round((await header(name).boundingBox())!.width);
  const titles = () => watched.page.getByRole('columnheader').getByRole('button').allInnerTexts();

  it('are as wide as they are dragged, or set by the arrow keys', async () => {
    const { page } = watched;
    const before = await widthOf('name');
    const box = (await handle('name').boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    await eventually(() => widthOf('name'), before + 60);
    await page.mouse.move(box.x + 200, box.y + 100);
    await eventually(() => widthOf('name'), before + 60);

    await handle('name').focus();
    await page.keyboard.press('ArrowLeft');
    await eventually(() => widthOf('name'), before + 44);
    expect(await handle('name').getAttribute('aria-valuenow')).toBe(String(before + 44));
    for (let press = 0; press < 40; press++) await page.keyboard.press('ArrowLeft');
    await eventually(() => widthOf('name'), 64);
  });

  it('stand in the order in which they are put', async () => {
    const { page } = watched;
    await eventually(titles, ['name', 'age', 'ward', 'createdAt']);
    await header('age').getByRole('button').focus();
    await page.keyboard.press('Alt+ArrowLeft');
    await eventually(titles, ['age', 'name', 'ward', 'createdAt']);
    await header('ward').getByRole('button').dragTo(header('age').getByRole('button'));
    await eventually(titles, ['ward', 'age', 'name', 'createdAt']);
  });

  it('keep the focus when they are sorted by', async () => {
    const { page } = watched;
    const age = header('age').getByRole('button');
    for (const direction of ['ascending', 'descending']) {
      const sorted = page.waitForResponse(/records\?/);
      await age.press('Enter');
      await sorted;
      await header('age')
        .and(page.locator(`[aria-sort=${direction}]`))
        .waitFor();
      await page.getByRole('gridcell', { name: 'Ada' }).waitFor();
      expect(await age.evaluate((element) => element === document.activeElement)).toBe(true);
    }
    await age.press('Enter');
    await header('age').and(page.locator('[aria-sort=none]')).waitFor();
  });

  it('are hidden and shown', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'createdAt' }).click();
    await page.keyboard.press('Escape');
    await header('createdAt').waitFor({ state: 'hidden' });
    await eventually(titles, ['ward', 'age', 'name']);
  });

  it('are so again the next time, until the usual ones are asked for', async () => {
    const { page } = watched;
    await page.reload();
    await goTo(page, '/data', 'Data');
    await goTo(page, '/data/charts', 'charts');
    await page.getByRole('gridcell', { name: 'Ada' }).waitFor();
    await eventually(titles, ['ward', 'age', 'name']);
    await eventually(() => widthOf('name'), 64);
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitem', { name: 'Usual columns and widths' }).click();
    await header('createdAt').waitFor();
    await eventually(titles, ['name', 'age', 'ward', 'createdAt']);
    expect(await widthOf('name')).toBeGreaterThan(64);
  });

  it('lead to the record of a relation by keyboard', async () => {
    const { page } = watched;
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowRight');
    const active = await page.getByRole('grid').getAttribute('aria-activedescendant');
    expect(await page.locator(`[id="${active}"]`).innerText()).toBe(ward);
    await page.keyboard.press('Enter');
    await page.waitForURL(/data\/wards\?record=/);
    await page.getByRole('dialog').getByText('"title": "North"').waitFor();
    await page.keyboard.press('Escape');
  });

  it('are forgotten when the operator signs out', async () => {
    const { page } = watched;
    await goTo(page, '/data/charts', 'charts');
    await handle('name').focus();
    await page.keyboard.press('ArrowRight');
    const stored = () => page.evaluate(() => Object.keys(localStorage));
    expect(await stored()).toEqual(['appbase-kept:grid:charts']);
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForSelector('input[type=email]');
    expect(await stored()).toEqual([]);
    expect(watched.problems).toEqual([]);
  });
});
