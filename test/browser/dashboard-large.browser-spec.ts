import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FilePage, FileView } from '@appbase-pfe/types';
import { Api } from '../support/api.js';
import type { WatchedPage } from '../support/browser.js';
import { DashboardUnderTest, goTo } from '../support/dashboard.js';
import { signInOperator } from '../support/instance.js';

const RECORDS = 100_000;
const FILES = 2_000;
const AT_ONCE = 25;
const DATA = `json_object('name', 'Person ' || i, 'age', i % 90, 'ward', char(65 + i % 3))`;

// What is done with single records and files of a small app has specs of its own.
describe('the dashboard with 100,000 records and 2,000 files', () => {
  let dashboard: DashboardUnderTest;
  let watched: WatchedPage;
  let admin: Api;
  beforeAll(async () => {
    dashboard = await DashboardUnderTest.start();
    await dashboard.fill('patients', RECORDS, DATA);
    admin = new Api(dashboard.instance.url, await signInOperator(dashboard.instance));
    const ada = await new Api(dashboard.instance.url).signUp('ada@example.org');
    for (let n = 0; n < FILES; n += AT_ONCE) {
      await Promise.all(
        Array.from({ length: AT_ONCE }, (_, i) =>
          ada.upload<{ file: FileView }>('letters', `letter-${n + i}.txt`, bytesOf(n + i)),
        ),
      );
    }
    watched = await dashboard.signedIn();
  });
  afterAll(() => dashboard.stop());

  const filesOf = async () =>
    (await admin.get<FilePage>('/admin/buckets/letters/files?limit=1')).data.total;

  it('counts them all on the overview', async () => {
    const { page } = watched;
    for (const name of ['Users 1', 'Records 100,000', 'Files 2,000'])
      await page.locator('main').getByRole('link', { name, exact: true }).waitFor();
  });

  it('lists the collection and the bucket with what they hold', async () => {
    const { page } = watched;
    await goTo(page, '/data', 'Data');
    await page.getByRole('row', { name: /patients 100,000/ }).waitFor();
    await goTo(page, '/files', 'Files');
    await page.getByRole('link', { name: /letters.*2,000 files/ }).waitFor();
  });

  it('scrolls through all the records, drawing only those that are seen', async () => {
    const { page } = watched;
    await goTo(page, '/data/patients', 'patients');
    const grid = page.getByRole('grid');
    await page.getByRole('gridcell', { name: 'Person 1', exact: true }).waitFor();
    const most = await grid.evaluate(async (element) => {
      let rows = 0;
      for (let step = 0; step <= 40; step++) {
        element.scrollTop = (element.scrollHeight * step) / 40;
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        rows = Math.max(rows, element.querySelectorAll('[role=row]').length);
      }
      return rows;
    });
    expect(most).toBeLessThan(60);
    await page.getByRole('gridcell', { name: 'Person 100000', exact: true }).waitFor();
  });

  it('selects all that a filter matches, over all pages, and says how many that are', async () => {
    const { page } = watched;
    await goTo(page, '/data/patients?filter={"ward":"A","age":{"$lt":1}}', 'patients');
    const path = '/admin/collections/patients/records';
    const query = encodeURIComponent('{"ward":"A","age":{"$lt":1}}');
    const { data } = await admin.get<{ total: number }>(`${path}?limit=1&filter=${query}`);
    const all = data.total.toLocaleString('en');
    await page.getByText(`${all} records`, { exact: true }).waitFor();
    await page.getByRole('checkbox', { name: 'Select all that match' }).check();
    await page.getByText(`All ${all} matching records selected`).waitFor();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: `Delete ${all} records?` });
    await dialog.waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  it('opens the last of the files, page by page, and deletes it', async () => {
    const { page } = watched;
    await goTo(page, '/files/letters', 'letters');
    const more = page.getByRole('button', { name: 'Show more' });
    for (let shown = 100; shown < FILES; shown += 100) {
      await page.getByText(`${shown.toLocaleString('en')} files of 2,000`).waitFor();
      await more.click();
    }
    await page.getByText('2,000 files of 2,000').waitFor();
    const last = page.getByRole('button', { name: `letter-${FILES - 1}.txt`, exact: true });
    await last.click();
    const dialog = page.getByRole('dialog', { name: `letter-${FILES - 1}.txt` });
    await dialog.getByText(bytesOf(FILES - 1).toString()).waitFor();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete file' }).click();
    await page.getByText('File deleted').waitFor();
    expect(await filesOf()).toBe(FILES - 1);
  });

  it('finds its way in the audit log of all that', async () => {
    const { page } = watched;
    await goTo(page, '/audit?action=file.upload', 'Audit');
    await page.getByText(/of 2,000/).waitFor();
    await page.getByRole('button', { name: 'Verify chain' }).click();
    await page.getByRole('dialog', { name: 'The chain is whole' }).waitFor();
    expect(watched.problems).toEqual([]);
    expect(await dashboard.unaudited(watched)).toEqual([]);
  });
});

const bytesOf = (n: number) => Buffer.from(`The letter number ${n}`);
