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

const PASSWORD = 'a quiet river stone';

describe('the todo example', () => {
  let app: ExampleApp;
  let instance: TestInstance;
  let browser: Browser;
  let port: string;

  beforeAll(async () => {
    app = await serveExample('todo');
    instance = await startTestInstance({ APPBASE_CORS_ORIGINS: app.origin });
    port = new URL(instance.url).port;
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await instance?.destroy();
    await app?.close();
  });

  const open = async (how: 'Sign in' | 'Sign up', email: string): Promise<Device> => {
    const device = await openDevice(browser, [app.origin, instance.url]);
    const { page } = device;
    const query = `?endpoint=${encodeURIComponent(instance.url)}&key=${instance.apiKey}`;
    await page.goto(app.origin + query);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: how }).click();
    await page.locator('#todos').waitFor();
    return device;
  };
  const add = async (page: Page, title: string) => {
    await page.getByLabel('What is to be done?').fill(title);
    await page.getByRole('button', { name: 'Add' }).click();
  };
  const titles = (page: Page) => page.locator('li label').allTextContents();
  const shows = (page: Page, title: string) => page.locator('li', { hasText: title }).waitFor();
  /** The same instance again, at the same address. */
  const restart = async () => {
    instance = await startTestInstance({
      APPBASE_CORS_ORIGINS: app.origin,
      APPBASE_DATA_DIR: instance.dataDir,
      APPBASE_PORT: port,
    });
  };

  it('is live in two windows, and a server that restarts costs no event', async () => {
    const one = await open('Sign up', 'live@example.org');
    const two = await open('Sign in', 'live@example.org');
    await add(one.page, 'first');
    await shows(two.page, 'first');
    await two.page.getByLabel('first', { exact: true }).check();
    await one.page.locator('li :checked').waitFor();

    await instance.close();
    await restart();
    await add(one.page, 'after the restart');
    await shows(two.page, 'after the restart');
    await two.page.getByLabel('Delete first').click();
    await one.page.locator('li', { hasText: 'first' }).waitFor({ state: 'detached' });
    expect(await titles(one.page)).toEqual(['after the restart']);
    expect(await titles(two.page)).toEqual(['after the restart']);
    await one.close();
    await two.close();
  });

  it('keeps what is written while the server is away, over a reload, and sends it in order', async () => {
    const { page, sent, close } = await open('Sign up', 'offline@example.org');
    await add(page, 'while online');
    await shows(page, 'while online');
    await instance.close();
    for (const title of ['one', 'two', 'three']) {
      await add(page, title);
      await page.getByText(`${['one', 'two', 'three'].indexOf(title) + 1} not sent yet`).waitFor();
    }
    await page.reload();
    await page.locator('#todos').waitFor();
    await restart();
    await page.locator('li').nth(3).waitFor();
    expect(await titles(page)).toEqual(['while online', 'one', 'two', 'three']);
    expect(sent.some((text) => text.includes('idempotency-key'))).toBe(true);
    await close();
  });
});
