import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser, openPage, seriousIssues } from '../support/browser.js';
import { startTestInstance, type TestInstance } from '../support/instance.js';

describe('the API documentation in a browser', () => {
  let instance: TestInstance;
  let browser: Browser;
  beforeAll(async () => {
    [instance, browser] = await Promise.all([startTestInstance(), openBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await instance.destroy();
  });

  it.each([
    [1440, 'light'],
    [1440, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const)('fits %i px, %s, and has no serious issue for axe', async (width, theme) => {
    const { page, problems, close } = await openPage(browser, [instance.url], { width, theme });
    await page.goto(`${instance.url}/docs`);
    await page.getByText('List or search the users', { exact: true }).waitFor();
    expect(await seriousIssues(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    const canvas = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(canvas).toBe(theme === 'dark' ? 'rgb(15, 23, 41)' : 'rgb(253, 252, 248)');
    expect(problems).toEqual([]);
    await close();
  });

  it('tries a route out under its own policy, from this server alone', async () => {
    const { page, problems, close } = await openPage(browser, [instance.url]);
    await page.goto(`${instance.url}/docs`);
    await page.getByRole('button', { name: /^get .health.live$/ }).click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.locator('.live-responses-table .response-col_status').getByText('200').waitFor();
    expect(problems).toEqual([]);
    await close();
  });
});
