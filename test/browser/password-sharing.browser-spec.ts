import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import {
  type Device,
  type ExampleApp,
  launchChromium,
  openDevice,
  serveExample,
} from '../support/example-app.js';
import { signInOperator, startTestInstance, type TestInstance } from '../support/instance.js';

const MASTER = 'kingfisher over still water';
const PASSWORD = 'canary-shared-P4ss!';
/** New people each time, so that the test can be tried again. */
let tries = 0;

describe('sharing an entry of the password manager', () => {
  let app: ExampleApp;
  let instance: TestInstance;
  let browser: Browser;
  const devices: Device[] = [];

  beforeAll(async () => {
    app = await serveExample('password-manager');
    instance = await startTestInstance({ APPBASE_CORS_ORIGINS: app.origin });
    const operator = await signInOperator(instance);
    const settle = async (method: string, path: string, body: object) => {
      const { status } = await fetch(instance.url + path, {
        method,
        headers: { ...operator, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect([path, status]).toEqual([path, 200]);
    };
    await settle('PUT', '/admin/collections/entries', { access: 'shared' });
    await settle('PUT', '/admin/collections/people', { access: 'members' });
    await settle('PUT', '/admin/buckets/attachments', { access: 'shared' });
    await settle('PATCH', '/admin/settings', { userLookup: true });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await instance?.destroy();
    await app?.close();
  });

  const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });
  const newVault = async (email: string): Promise<Page> => {
    const device = await openDevice(browser, [app.origin, instance.url]);
    devices.push(device);
    const { page } = device;
    const query = `?endpoint=${encodeURIComponent(instance.url)}&key=${instance.apiKey}`;
    await page.goto(`${app.origin}/${query}`);
    await page.getByRole('button', { name: 'Create a vault' }).click();
    await field(page, 'E-mail').fill(email);
    await field(page, 'Master password').fill(MASTER);
    await field(page, 'Once more').fill(MASTER);
    await page.getByRole('button', { name: 'Create vault' }).click();
    await page.locator('.live[data-state=open]').waitFor();
    return page;
  };

  it('shows it to the other live, files included, and the server sees nothing plain', async () => {
    const bytes = randomBytes(50_000);
    tries += 1;
    const other = `bo${tries}@example.org`;
    const bo = await newVault(other);
    const ada = await newVault(`ada${tries}@example.org`);
    await bo.getByRole('button', { name: 'Settings' }).click();
    const code = await bo.locator('dialog .mono').textContent();
    await bo.getByRole('button', { name: 'Close' }).click();

    await ada.keyboard.press('n');
    await field(ada, 'Title').fill('canary-shared-title');
    await field(ada, 'Password').fill(PASSWORD);
    await ada.getByRole('button', { name: 'Save' }).click();
    const file = { name: 'canary.bin', mimeType: 'image/png', buffer: bytes };
    await ada.locator('input[type=file]').setInputFiles(file);
    await ada.getByText('canary.bin', { exact: true }).waitFor();
    await ada.getByLabel('Share with').fill(other);
    await ada.getByRole('button', { name: 'Find' }).click();
    expect(await ada.locator('.warning .mono').textContent()).toBe(code);
    await ada.getByRole('button', { name: 'It is the same: share' }).click();
    await ada.getByText(other).waitFor();

    await bo.getByRole('button', { name: 'canary-shared-title' }).click();
    await bo.getByText('Shared with you').waitFor();
    await bo.getByRole('button', { name: 'Show password' }).click();
    await bo.getByText(PASSWORD).waitFor();
    expect(await bo.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    const [download] = await Promise.all([
      bo.waitForEvent('download'),
      bo.getByRole('button', { name: 'Download canary.bin' }).click(),
    ]);
    expect(bytes.equals(readFileSync(await download.path()))).toBe(true);

    await ada.getByRole('button', { name: `Stop sharing with ${other}` }).click();
    await bo.getByRole('button', { name: 'canary-shared-title' }).waitFor({ state: 'detached' });

    const stored = readdirSync(instance.dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
    for (const canary of [MASTER, PASSWORD, 'canary-shared-title', 'canary.bin']) {
      expect(devices.flatMap(({ sent }) => sent).filter((text) => text.includes(canary))).toEqual(
        [],
      );
      expect(stored.filter((text) => text.includes(canary))).toHaveLength(0);
    }
    expect(devices.flatMap(({ problems }) => problems)).toEqual([]);
  });
});
