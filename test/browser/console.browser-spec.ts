import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AppView } from '@appbase-pfe/types';
import { type WatchedPage, seriousIssues } from '../support/browser.js';
import { ConsoleUnderTest, heading } from '../support/console.js';

const OWNER = { email: 'owner@clinic.example', password: 'a long operator password' };

describe("the control plane's console", () => {
  let console: ConsoleUnderTest;
  let watched: WatchedPage;
  let app: AppView;
  beforeAll(async () => {
    console = await ConsoleUnderTest.start();
    watched = await console.open();
  });
  afterAll(() => console?.stop());

  it('is served at / under a strict policy', async () => {
    const page = await fetch(`${console.plane.url}/`);
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-cache']);
    const policy = page.headers.get('content-security-policy');
    expect(policy).toMatch(/default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    const html = await page.text();
    const assets = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)];
    expect(assets.length).toBeGreaterThan(1);
    for (const [, path] of assets) {
      const asset = await fetch(`${console.plane.url}/${path}`);
      expect([asset.status, asset.headers.get('cache-control')]).toEqual([
        200,
        'public, max-age=31536000, immutable',
      ]);
    }
  });

  it('makes the first account with the printed token', async () => {
    const { page } = watched;
    await heading(page, 'Set up AppBase');
    await page.getByLabel('Setup token').fill(console.token);
    await page.fill('input[type=email]', OWNER.email);
    await page.fill('input[type=password]', OWNER.password);
    await page.keyboard.press('Enter');
    await heading(page, 'Apps');
    await page.getByText('No apps yet').waitFor();
  });

  it('creates an app, shows it become healthy and its first key once', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'Create app' }).first().click();
    await page.getByLabel('Name', { exact: true }).fill('Clinic');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Clinic' });
    await dialog.getByText('It runs and is healthy.').waitFor();
    const command = await dialog.getByLabel('first request', { exact: true }).innerText();
    const listed = await console.plane.call<{ items: AppView[] }>('GET', '/apps');
    app = listed.body.data.items[0]!;
    expect([app.name, app.slug, app.state]).toEqual(['Clinic', 'clinic', 'running']);
    const key = /x-api-key: (hs_live_\S+)'/.exec(command)![1]!;
    expect(command).toContain(`${app.urls!.api}/auth/register`);
    const answer = await fetch(`${app.urls!.api}/auth/register`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: /-d '(.+)'/.exec(command)![1]!,
    });
    expect(answer.status).toBe(201);
    expect(await seriousIssues(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'I have stored the key' }).click();
    await page.getByRole('list', { name: 'Apps' }).getByText('running').waitFor();
    expect(await page.content()).not.toContain(key);
  });

  it("opens the app's dashboard in a new tab without another login", async () => {
    const { page } = watched;
    const [dashboard] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('button', { name: 'Open dashboard' }).click(),
    ]);
    await dashboard.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(dashboard.url()).toMatch(new RegExp(`^${app.urls!.dashboard}`));
    expect(dashboard.url()).not.toContain('ticket');
    await dashboard.close();
  });

  it('shows the parts of an app without serious findings of axe, in both themes', async () => {
    const { page } = watched;
    const parts = { 'API keys': 'first key', Log: 'The last 200 lines.', Events: 'created' };
    await page.getByRole('link', { name: 'Clinic' }).click();
    await heading(page, 'Clinic');
    for (const theme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.getByRole('tab', { name: 'Overview' }).click();
      await page.getByRole('heading', { name: 'Condition' }).waitFor();
      expect(await seriousIssues(page)).toEqual([]);
    }
    for (const [tab, content] of Object.entries(parts)) {
      await page.getByRole('tab', { name: tab }).click();
      const shown = page.getByText(content, { exact: true }).or(page.getByLabel(content));
      await shown.first().waitFor();
      expect(await seriousIssues(page)).toEqual([]);
    }
    await page.getByRole('tab', { name: 'Limits' }).click();
    await page.getByLabel('Storage, in MB').fill('2048');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Limits saved').waitFor();
    expect((await console.plane.app(app.id)).limits.storageMb).toBe(2048);
  });

  it('stops and deletes an app with its typed name, and brings it back', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'Actions for Clinic' }).click();
    await page.getByRole('menuitem', { name: 'Stop' }).click();
    await page.getByText('stopped', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Actions for Clinic' }).click();
    await page.getByRole('menuitem', { name: 'Delete …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('kept for 7 days').waitFor();
    await dialog.getByRole('textbox').fill('clinic');
    await page.keyboard.press('Enter');
    await page.getByText('No apps yet').waitFor();
    await page.getByRole('link', { name: 'Deleted apps' }).click();
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByText('Nothing here').waitFor();
    expect((await console.plane.app(app.id)).purgeAt).toBeUndefined();
  });

  it('signs out and in again, on a phone in the dark', async () => {
    const phone = await console.open('/', { width: 390, height: 844, theme: 'dark' });
    const { page } = phone;
    await page.fill('input[type=email]', OWNER.email);
    await page.fill('input[type=password]', OWNER.password);
    expect(await seriousIssues(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Clinic' }).waitFor();
    expect(await seriousIssues(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(
      true,
    );
    await page.getByRole('button', { name: `Account of ${OWNER.email}` }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await heading(page, 'Sign in');
    expect([...watched.problems, ...phone.problems]).toEqual([]);
  });
});
