import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seriousIssues } from '../support/browser.js';
import { DashboardUnderTest, goTo, signIn } from '../support/dashboard.js';
import { TEST_OPERATOR } from '../support/instance.js';

describe('signing in to the dashboard', () => {
  let dashboard: DashboardUnderTest;
  beforeAll(async () => {
    dashboard = await DashboardUnderTest.start();
  });
  afterAll(() => dashboard.stop());

  it('asks for one email and one password, submits with Enter, and says what is wrong', async () => {
    const { page, problems, close } = await dashboard.open();
    await page.waitForSelector('input[type=email]');
    expect(await page.locator('input[type=email]').count()).toBe(1);
    expect(await page.locator('input[type=password]').count()).toBe(1);

    await page.fill('input[type=email]', TEST_OPERATOR.email);
    await page.fill('input[type=password]', 'not the password');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'wrong' }).waitFor();

    await signIn(page);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    const links = await page.locator('nav[aria-label=Screens] a').allInnerTexts();
    expect(links.map((text) => text.trim())).toEqual([
      'Overview',
      'Data',
      'Files',
      'Users',
      'Groups',
      'API keys',
      'Audit',
      'Settings',
      'API docs',
    ]);
    expect(await page.locator('main h1').innerText()).toBe('Overview');
    expect(problems).toEqual([]);
    await close();
  });

  it('keeps the address through the sign-in, and forgets everything at sign-out', async () => {
    const { page, close } = await dashboard.signedIn('/users?search=nobody');
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('nobody');

    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForSelector('input[type=email]');
    await page.reload();
    await page.waitForSelector('input[type=email]');
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    await close();
  });

  it('asks to sign in again when the session has ended, and loses no work (issue 7)', async () => {
    const { page, close } = await dashboard.signedIn('/settings');
    const origins = page.getByLabel('Allowed origins, one a line');
    await origins.fill('http://app.example:8080');
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Save' }).click();

    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.waitFor();
    await page.fill('input[type=password]', TEST_OPERATOR.password);
    await page.keyboard.press('Enter');
    await page.getByText('Settings saved').waitFor();
    await dialog.waitFor({ state: 'hidden' });
    expect(await origins.inputValue()).toBe('http://app.example:8080');
    await close();
  });

  it('follows the theme of the device unless one is chosen', async () => {
    const { page, close } = await dashboard.signedIn('/', { theme: 'dark' });
    const canvas = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(await canvas()).toBe('rgb(15, 23, 41)');
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Light theme' }).click();
    expect(await canvas()).toBe('rgb(253, 252, 248)');
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await canvas()).toBe('rgb(253, 252, 248)');
    await close();
  });

  it('reaches screens by the palette (Ctrl-K) and by the skip link', async () => {
    const { page, problems, close } = await dashboard.signedIn();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search' }).fill('audit');
    await page.getByRole('option', { name: 'Audit' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();

    await goTo(page, '/keys', 'API keys');
    const skip = page.getByRole('button', { name: 'Skip to content' });
    await skip.focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
    expect(problems).toEqual([]);
    await close();
  });

  it.each(['light', 'dark'] as const)('has no serious issue for axe (%s)', async (theme) => {
    const { page, close } = await dashboard.open('/', { theme });
    await page.waitForSelector('input[type=email]');
    expect(await seriousIssues(page)).toEqual([]);
    await goTo(page, '/setup', 'This is set up already');
    expect(await seriousIssues(page)).toEqual([]);
    await close();
  });
});
