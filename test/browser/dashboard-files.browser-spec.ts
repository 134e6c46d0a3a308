import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FilePage } from '@appbase-pfe/types';
import { Api } from '../support/api.js';
import type { WatchedPage } from '../support/browser.js';
import { DashboardUnderTest } from '../support/dashboard.js';
import { signInOperator } from '../support/instance.js';

/** A picture of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const MARKUP = '<img src=x onerror=alert(1)>';

describe('files in the dashboard', () => {
  let dashboard: DashboardUnderTest;
  let watched: WatchedPage;
  let admin: Api;
  beforeAll(async () => {
    dashboard = await DashboardUnderTest.start();
    admin = new Api(dashboard.instance.url, await signInOperator(dashboard.instance));
    watched = await dashboard.signedIn('/files');
  });
  afterAll(() => dashboard.stop());

  const filesOf = async (bucket: string) =>
    (await admin.get<FilePage>(`/admin/buckets/${bucket}/files`)).data;

  it('uploads files with their progress into a new bucket', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'New bucket' }).first().click();
    await page.getByLabel('Name').fill('scans');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'scans' }).waitFor();
    await page.getByLabel('Files to upload').setInputFiles([
      { name: 'pixel.png', mimeType: 'image/png', buffer: PNG },
      { name: `${MARKUP}.txt`, mimeType: 'text/plain', buffer: Buffer.from(MARKUP) },
    ]);
    await page.getByText('2 of 2 uploaded').waitFor();
    await page.getByRole('button', { name: 'pixel.png' }).waitFor();
    expect((await filesOf('scans')).total).toBe(2);
  });

  it('shows an image as an image and markup as text', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'pixel.png' }).click();
    const image = page.getByRole('dialog').getByRole('img', { name: 'pixel.png' });
    await image.waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: MARKUP }).click();
    await page.getByRole('dialog').getByText(MARKUP, { exact: true }).waitFor();
    expect(await page.locator('main img, [role=dialog] img').count()).toBe(0);
    await page.keyboard.press('Escape');
  });

  it('keeps versions, restores one, and makes a link', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: MARKUP }).click();
    await page.getByRole('tab', { name: 'Versions' }).click();
    await page.getByLabel('File of the new version').setInputFiles({
      name: 'second.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('second'),
    });
    await page.getByText('New version stored').waitFor();
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByText('The version is back').waitFor();
    const stored = (await filesOf('scans')).items.find(({ version }) => version === 3);
    expect(stored?.size).toBe(MARKUP.length);

    await page.getByRole('tab', { name: 'Link' }).click();
    await page.getByRole('button', { name: 'Make a link' }).click();
    const link = await page.getByLabel('link', { exact: true }).innerText();
    const answer = await fetch(link);
    expect(await answer.text()).toBe(MARKUP);
    await page.keyboard.press('Escape');
  });

  it('deletes a file and shows what the bucket takes', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'pixel.png' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete file' }).click();
    await page.getByRole('button', { name: 'pixel.png' }).waitFor({ state: 'hidden' });
    expect((await filesOf('scans')).total).toBe(1);
    await page.getByRole('link', { name: 'All buckets' }).click();
    await page.getByRole('link', { name: /scans 1 file/ }).waitFor();
    expect(await dashboard.unaudited(watched)).toEqual([]);
    expect(watched.problems).toEqual([]);
  });
});
