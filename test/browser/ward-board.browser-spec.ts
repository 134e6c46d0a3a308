import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import {
  type Device,
  type ExampleApp,
  launchChromium,
  openDevice,
  serveExample,
} from '../support/example-app.js';
import {
  type OperatorHeaders,
  signInOperator,
  startTestInstance,
  type TestInstance,
} from '../support/instance.js';

const PASSWORD = 'a quiet river stone';
const rules = JSON.parse(
  readFileSync(new URL('../../examples/ward-board/rules.json', import.meta.url), 'utf8'),
) as Record<string, object>;

describe('the ward board', () => {
  let app: ExampleApp;
  let instance: TestInstance;
  let browser: Browser;
  let operator: OperatorHeaders;
  const devices: Device[] = [];

  const asOperator = async (method: string, path: string, body?: object) => {
    const response = await fetch(instance.url + path, {
      method,
      headers: { ...operator, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { data, error } = (await response.json()) as { data: unknown; error?: object };
    expect([path, error]).toEqual([path, undefined]);
    return data;
  };

  beforeAll(async () => {
    app = await serveExample('ward-board');
    instance = await startTestInstance({ APPBASE_CORS_ORIGINS: app.origin });
    operator = await signInOperator(instance);
    for (const [collection, settings] of Object.entries(rules)) {
      await asOperator('PUT', `/admin/collections/${collection}`, settings);
    }
    for (const name of ['ward-a', 'ward-b']) await asOperator('POST', '/admin/groups', { name });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await instance?.destroy();
    await app?.close();
  });

  const idOf = async (email: string): Promise<string> => {
    const found = await asOperator('GET', `/admin/users?search=${encodeURIComponent(email)}`);
    return (found as { items: { id: string }[] }).items[0]?.id ?? '';
  };
  /** A nurse at the board of a ward. */
  const nurseOf = async (ward: string, email: string): Promise<Page> => {
    const device = await openDevice(browser, [app.origin, instance.url]);
    devices.push(device);
    const { page } = device;
    const query = `?endpoint=${encodeURIComponent(instance.url)}&key=${instance.apiKey}`;
    await page.goto(`${app.origin}/${query}`);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.getByText('You are in no ward yet.').waitFor();
    const userId = await idOf(email);
    await asOperator('POST', `/admin/groups/${ward}/members`, { userId });
    await page.reload();
    await page.locator('#board').waitFor();
    return page;
  };

  it('is live within a ward, and shows nothing of it to another', async () => {
    const one = await nurseOf('ward-a', 'one@example.org');
    const two = await nurseOf('ward-a', 'two@example.org');
    const other = await nurseOf('ward-b', 'other@example.org');
    await one.getByLabel('Bed').fill('12');
    await one.getByLabel('Name').fill('Ada L.');
    await one.getByRole('button', { name: 'Admit' }).click();
    await two.getByRole('heading', { name: '12 · Ada L.' }).waitFor();
    await two.getByLabel('Note on Ada L.').fill('Slept well');
    await two.getByRole('button', { name: 'Add' }).click();
    await one.getByText('Slept well').waitFor();

    await other.getByLabel('Bed').fill('3');
    await other.getByLabel('Name').fill('Alan T.');
    await other.getByRole('button', { name: 'Admit' }).click();
    await other.getByRole('heading', { name: '3 · Alan T.' }).waitFor();
    expect(await other.locator('article').count()).toBe(1);
    expect(await one.locator('article').count()).toBe(1);

    await asOperator('DELETE', `/admin/groups/ward-a/members/${await idOf('two@example.org')}`);
    await two.getByRole('heading', { name: '12 · Ada L.' }).waitFor({ state: 'detached' });
    expect(devices.flatMap(({ problems }) => problems)).toEqual([]);
  });
});
