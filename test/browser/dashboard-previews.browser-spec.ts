import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FileVersions, FileView } from '@appbase-pfe/types';
import { Api } from '../support/api.js';
import type { WatchedPage } from '../support/browser.js';
import { DashboardUnderTest } from '../support/dashboard.js';
import { signInOperator } from '../support/instance.js';
import { SMALL_PDF, SMALL_PNG } from '../support/small-files.js';

const SCRIPT = '<script>alert(document.cookie)</script><img src=x onerror=alert(1)>';
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${SCRIPT}</svg>`;

/** Name, declared type, bytes: what each claims to be and what it is. */
const FILES = {
  image: ['scan.png', 'image/png', SMALL_PNG],
  pdf: ['letter.pdf', 'application/pdf', SMALL_PDF],
  text: ['read me.txt', 'text/plain', Buffer.from('Plain\ntext.')],
  page: ['page.html', 'text/html', Buffer.from(SCRIPT)],
  drawing: ['drawing.svg', 'image/svg+xml', Buffer.from(SVG)],
  liar: ['liar.png', 'image/png', Buffer.from(SCRIPT)],
  disguised: ['disguised.pdf', 'application/pdf', Buffer.from(SVG)],
  binary: ['data.bin', 'application/octet-stream', Buffer.from([0, 1, 2, 3, 255, 254])],
} as const;

describe('previews of files in the dashboard (list 4.2 row 20)', () => {
  let dashboard: DashboardUnderTest;
  let watched: WatchedPage;
  let admin: Api;
  beforeAll(async () => {
    dashboard = await DashboardUnderTest.start();
    admin = new Api(dashboard.instance.url, await signInOperator(dashboard.instance));
    const ada = await new Api(dashboard.instance.url).signUp('ada@example.org');
    for (const [name, type, bytes] of Object.values(FILES)) {
      const form = new FormData();
      form.append('file', new Blob([bytes], { type }), name);
      const url = `${dashboard.instance.url}/storage/buckets/scans/upload`;
      await fetch(url, { method: 'POST', headers: ada.headers, body: form });
    }
    watched = await dashboard.signedIn('/files/scans');
    await watched.page
      .context()
      .grantPermissions(['clipboard-read', 'clipboard-write'], { origin: dashboard.instance.url });
  });
  afterAll(() => dashboard.stop());

  const open = async (name: string) => {
    const { page } = watched;
    if ((await page.getByRole('dialog').count()) > 0) {
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    await page.getByRole('button', { name, exact: true }).click();
    const dialog = page.getByRole('dialog', { name });
    await dialog.waitFor();
    return dialog;
  };

  it('shows an image as an image', async () => {
    const dialog = await open(FILES.image[0]);
    const image = dialog.getByRole('img', { name: FILES.image[0] });
    await image.waitFor();
    expect(
      await image.evaluate((element) => (element as HTMLImageElement).decode().then(() => true)),
    ).toBe(true);
  });

  it("shows a PDF in the browser's viewer, apart from the page", async () => {
    const { page } = watched;
    const viewer = page.waitForEvent('framenavigated', (frame) =>
      frame.url().startsWith('chrome-extension:'),
    );
    const dialog = await open(FILES.pdf[0]);
    await viewer;
    const frame = dialog.locator('iframe');
    expect(await frame.getAttribute('title')).toBe(`PDF ${FILES.pdf[0]}`);
    expect(await frame.getAttribute('src')).toMatch(/^blob:/);
  });

  it('shows text as text', async () => {
    const dialog = await open(FILES.text[0]);
    await dialog.getByLabel(`Text of ${FILES.text[0]}`).getByText('Plain').waitFor();
  });

  it.each(['page', 'drawing', 'liar', 'disguised'] as const)(
    'shows what could run (%s) as the text that it is',
    async (kind) => {
      const [name, , bytes] = FILES[kind];
      const dialog = await open(name);
      const text = dialog.getByLabel(`Text of ${name}`);
      await text.waitFor();
      expect(await text.innerText()).toBe(bytes.toString());
      expect(await dialog.locator('iframe, img, svg[onload], script, object').count()).toBe(0);
      expect(watched.problems).toEqual([]);
    },
  );

  it('shows nothing of what is neither, and gives each away as a download', async () => {
    const { page } = watched;
    const dialog = await open(FILES.binary[0]);
    await dialog.getByText('No preview for this kind of file').waitFor();
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Download' }).click();
    expect((await download).suggestedFilename()).toBe(FILES.binary[0]);
  });

  it.each(['page', 'drawing', 'liar'] as const)(
    'opens nothing that could run (%s) at its own address either',
    async (kind) => {
      const { items } = (await admin.get<{ items: FileView[] }>('/admin/buckets/scans/files')).data;
      const { id } = items.find(({ filename }) => filename === FILES[kind][0])!;
      const answer = await fetch(`${dashboard.instance.url}/admin/buckets/scans/files/${id}`, {
        headers: admin.headers,
      });
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('content-security-policy')).toMatch(/sandbox/);
    },
  );

  it('keeps versions: shows, downloads and restores them', async () => {
    const { page } = watched;
    const dialog = await open(FILES.text[0]);
    await dialog.getByRole('tab', { name: 'Versions' }).click();
    await page.getByLabel('File of the new version').setInputFiles({
      name: 'read me.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('Second'),
    });
    await page.getByText('New version stored').waitFor();
    await dialog.getByRole('tab', { name: 'Preview' }).click();
    await dialog.getByLabel(`Text of ${FILES.text[0]}`).getByText('Second').waitFor();
    await dialog.getByRole('tab', { name: 'Versions' }).click();
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Download version 1' }).click();
    expect((await download).suggestedFilename()).toBe(FILES.text[0]);
    await dialog.getByRole('button', { name: 'Restore' }).click();
    await page.getByText('The version is back').waitFor();
    await dialog.getByRole('tab', { name: 'Preview' }).click();
    await dialog.getByLabel(`Text of ${FILES.text[0]}`).getByText('Plain').waitFor();
    const { items } = (await admin.get<{ items: FileView[] }>('/admin/buckets/scans/files')).data;
    const { id } = items.find(({ filename }) => filename === FILES.text[0])!;
    const { data } = await admin.get<FileVersions>(`/admin/buckets/scans/files/${id}/versions`);
    const sizes = Object.fromEntries(data.items.map(({ version, size }) => [version, size]));
    expect(sizes).toEqual({ 1: 11, 2: 6, 3: 11 });
  });

  it('copies a signed link that opens the file for anybody, until it ends', async () => {
    const { page } = watched;
    const dialog = await open(FILES.image[0]);
    await dialog.getByRole('tab', { name: 'Link' }).click();
    await dialog.getByRole('button', { name: 'Make a link' }).click();
    await dialog.getByRole('button', { name: 'Copy link' }).click();
    await page.getByText('Copied link').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const answer = await fetch(link);
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(SMALL_PNG)).toBe(true);
    expect((await fetch(`${link}x`)).status).not.toBe(200);
    expect(await dashboard.unaudited(watched)).toEqual([]);
    expect(watched.problems).toEqual([]);
  });
});
