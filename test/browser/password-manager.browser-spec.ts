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
import { startTestInstance, type TestInstance } from '../support/instance.js';

const EMAIL = 'nurse@example.org';
const MASTER = 'kingfisher over still water';
const SECRET = {
  title: 'Pharmacy cabinet canary-title',
  username: 'canary-user',
  password: 'canary-P4ss-word!',
  notes: 'canary-notes: turn the key twice',
};
const FILE_NAME = 'canary-file-name.bin';
const CANARIES = [MASTER, ...Object.values(SECRET), FILE_NAME];

describe('the password manager', () => {
  let app: ExampleApp;
  let instance: TestInstance;
  let browser: Browser;
  const log: string[] = [];
  const devices: Device[] = [];

  beforeAll(async () => {
    app = await serveExample('password-manager');
    instance = await startTestInstance(
      {
        APPBASE_CORS_ORIGINS: app.origin,
        APPBASE_LOG_LEVEL: 'trace',
        // Tokens end again and again in the middle of everything.
        APPBASE_ACCESS_TOKEN_TTL: '2',
      },
      { write: (line) => log.push(line) },
    );
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await instance?.destroy();
    await app?.close();
  });

  /** A new device; `host` decides whether page and API are one site (cookies) or two (bodies). */
  const open = async (host: 'localhost' | '127.0.0.1') => {
    const endpoint = instance.url.replace('127.0.0.1', host);
    const device = await openDevice(browser, [app.origin, endpoint]);
    devices.push(device);
    await device.page.goto(
      `${app.origin}/?endpoint=${encodeURIComponent(endpoint)}&key=${instance.apiKey}`,
    );
    return device;
  };
  const live = (page: Page) => page.locator('.live[data-state=open]').waitFor();
  const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });

  it('is scenario 1: from sign-up to a live change and a file on a second device', async () => {
    const bytes = randomBytes(150_000);
    const { page: first } = await open('127.0.0.1');
    await first.getByRole('button', { name: 'Create a vault' }).click();
    expect(new URL(first.url()).search).toBe('');
    await first.getByText('Nobody can reset this password.').waitFor();
    await field(first, 'E-mail').fill(EMAIL);
    await field(first, 'Master password').fill(MASTER);
    await field(first, 'Once more').fill(MASTER);
    await first.getByRole('button', { name: 'Create vault' }).click();
    await first.getByText('Your vault is empty').waitFor();
    await live(first);

    await first.keyboard.press('n');
    await field(first, 'Title').fill(SECRET.title);
    await field(first, 'User name').fill(SECRET.username);
    await field(first, 'Password').fill(SECRET.password);
    await field(first, 'Notes').fill(SECRET.notes);
    await first.getByRole('button', { name: 'Save' }).click();
    await first.getByRole('heading', { name: SECRET.title }).waitFor();
    await first.locator('input[type=file]').setInputFiles({
      name: FILE_NAME,
      mimeType: 'application/octet-stream',
      buffer: bytes,
    });
    await first.getByText(FILE_NAME, { exact: true }).waitFor();

    const { page: second } = await open('localhost');
    await field(second, 'E-mail').fill(EMAIL);
    await field(second, 'Master password').fill(MASTER);
    await second.getByRole('button', { name: 'Open' }).click();
    await second.getByRole('button', { name: SECRET.title }).click();
    await second.getByRole('button', { name: 'Show password' }).click();
    await second.getByText(SECRET.password).waitFor();
    await live(second);
    const [download] = await Promise.all([
      second.waitForEvent('download'),
      second.getByRole('button', { name: `Download ${FILE_NAME}` }).click(),
    ]);
    expect(bytes.equals(readFileSync(await download.path()))).toBe(true);

    await first.keyboard.press('e');
    await field(first, 'User name').fill('canary-user of the night shift');
    await first.getByRole('button', { name: 'Save' }).click();
    await second.locator('dd', { hasText: 'canary-user of the night shift' }).waitFor();

    // More than one token life later both devices still work, and live.
    await second.keyboard.press('n');
    await field(second, 'Title').fill('From the second device');
    await second.getByRole('button', { name: 'Generate' }).click();
    await second.getByRole('button', { name: 'Use it' }).click();
    await second.getByRole('button', { name: 'Save' }).click();
    await first.getByRole('button', { name: 'From the second device' }).waitFor();
  });

  it('locks, unlocks with the master password alone, and works by keyboard', async () => {
    const { page } = devices[0]!;
    await page.locator('.head').first().click();
    await page.keyboard.press('l');
    await page.getByRole('heading', { name: 'Locked' }).waitFor();
    await field(page, 'Master password').fill('not the password');
    await page.keyboard.press('Enter');
    await page.getByText('That is not the master password.').waitFor();
    await field(page, 'Master password').fill(MASTER);
    await page.keyboard.press('Enter');
    await page.getByText('2 in your vault').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('pharm');
    await page.getByRole('button', { name: 'From the second device' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('heading', { name: 'From the second device' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('heading', { name: SECRET.title }).waitFor();
  });

  it('exports sealed, and imports only with the password', async () => {
    const { page } = devices[0]!;
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByLabel('Password of the backup').fill('canary-backup-password');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export sealed' }).click(),
    ]);
    const backup = readFileSync(await download.path());
    for (const canary of CANARIES) expect(backup.includes(canary)).toBe(false);
    await page.getByLabel('Password of the backup').fill('wrong');
    const chooser = page.locator('dialog input[type=file]');
    const file = { name: 'b.json', mimeType: 'application/json', buffer: backup };
    await chooser.setInputFiles(file);
    await page.getByText('That is not the password of this backup.').waitFor();
    await page.getByLabel('Password of the backup').fill('canary-backup-password');
    await page.getByRole('button', { name: 'Unseal and import' }).click();
    await page.getByText('2 imported.').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.locator('.entries li').nth(3).waitFor();
  });

  it('locks by itself when nobody is there', async () => {
    const { page } = devices[1]!;
    await page.clock.install();
    await page.reload();
    await field(page, 'Master password').fill(MASTER);
    await page.keyboard.press('Enter');
    await page.getByText('in your vault').waitFor();
    await page.clock.fastForward('06:00');
    await page.getByRole('heading', { name: 'Locked' }).waitFor();
  });

  it('never lets the server see anything in plain', () => {
    const sent = devices.flatMap((device) => device.sent);
    expect(sent.some((text) => text.includes('/db/collections/entries'))).toBe(true);
    const stored = filesIn(instance.dataDir).map((path) => readFileSync(path));
    expect(stored.some((bytes) => bytes.includes('"secret"'))).toBe(true);
    const lines = log.join('');
    expect(lines.length).toBeGreaterThan(0);
    for (const canary of [...CANARIES, 'canary-backup-password', 'From the second device']) {
      expect(sent.filter((text) => text.includes(canary))).toEqual([]);
      expect(stored.filter((bytes) => bytes.includes(canary))).toHaveLength(0);
      expect(lines.includes(canary)).toBe(false);
    }
    expect(devices.flatMap(({ problems }) => problems)).toEqual([]);
  });

  it('carries the session by cookie on one site, by body on two, and refreshes both', () => {
    const refreshes = (device: Device) =>
      device.sent.filter((text) => text.split('\n')[0]?.endsWith('/auth/refresh'));
    const [bodies, cookies] = devices.map(refreshes);
    expect(bodies?.length).toBeGreaterThan(0);
    expect(bodies?.every((text) => text.includes('{"refreshToken":'))).toBe(true);
    expect(cookies?.length).toBeGreaterThan(0);
    expect(cookies?.some((text) => text.includes('refreshToken'))).toBe(false);
  });
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
