import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import type { AuditPage, RecordView } from '@appbase-pfe/types';
import { Api } from '../support/api.js';
import type { WatchedPage } from '../support/browser.js';
import { DashboardUnderTest, goTo } from '../support/dashboard.js';
import { signInOperator } from '../support/instance.js';

describe('the history of a record in the dashboard', () => {
  let dashboard: DashboardUnderTest;
  let watched: WatchedPage;
  let admin: Api;
  let id: string;
  const path = () => `/admin/collections/notes/records/${id}`;
  const stored = async () => (await admin.get<RecordView>(path())).data.data;

  beforeAll(async () => {
    dashboard = await DashboardUnderTest.start();
    admin = new Api(dashboard.instance.url, await signInOperator(dashboard.instance));
    await admin.send('PUT', '/admin/collections/notes', { history: true });
    const ada = await new Api(dashboard.instance.url).signUp('ada@example.org');
    const made = await ada.post<RecordView>('/db/collections/notes', {
      data: { title: 'Handover', beds: 3 },
    });
    id = made.data.id;
    await ada.send('PATCH', `/db/collections/notes/${id}`, { data: { beds: 4 } });
    await admin.send('PATCH', path(), { data: { title: '<b>Friday</b>' } });
    await admin.post('/admin/groups', { name: 'nurses' });
    watched = await dashboard.signedIn();
  });
  afterAll(() => dashboard.stop());

  it('finds the record by its id, from anywhere', async () => {
    const { page } = watched;
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search' }).fill(id);
    await page.getByRole('option', { name: `${id} Record of notes` }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Record' }).waitFor();
  });

  it('says who changed what and when, line by line', async () => {
    const { page } = watched;
    await page.getByRole('tab', { name: 'History' }).click();
    const versions = page.getByRole('dialog').getByRole('button', { name: /^Version/ });
    await versions.nth(2).waitFor();
    expect(await versions.count()).toBe(3);
    expect(await versions.nth(0).innerText()).toContain('owner@example.org (operator)');
    await versions.nth(1).getByText('ada@example.org').waitFor();

    await versions.nth(0).click();
    const last = page.getByLabel('What version 3 changed');
    await last.waitFor();
    expect(await changes(last)).toEqual([
      'removed: "title": "Handover"',
      'added: "title": "<b>Friday</b>"',
    ]);
    await versions.nth(1).click();
    const second = page.getByLabel('What version 2 changed');
    await second.waitFor();
    expect((await changes(second)).filter((line) => line.includes('beds'))).toEqual([
      'removed: "beds": 3',
      'added: "beds": 4',
    ]);
  });

  it('brings a version back, as a version of its own', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: /^Version 1/ }).click();
    await page.getByLabel('What version 1 changed').waitFor();
    await page.getByRole('button', { name: 'Restore this version' }).click();
    await page.getByText('Version 1 is back').waitFor();
    expect(await stored()).toEqual({ title: 'Handover', beds: 3 });
    await page.getByRole('button', { name: /^Version 4/ }).waitFor();
    await page.getByRole('tab', { name: 'JSON' }).click();
    await page.locator('[data-editor] .cm-content').getByText('"Handover"').waitFor();
  });

  it('has told the audit log who did it', async () => {
    const { data } = await admin.get<AuditPage>('/admin/audit-log?action=record.update&limit=1');
    expect(data.items).toMatchObject([{ actor: 'operator:owner@example.org', resourceId: id }]);
    expect(await dashboard.unaudited(watched)).toEqual([]);
    expect(watched.problems).toEqual([]);
  });

  it('has its collections, buckets, groups and users in the palette, too', async () => {
    const { page } = watched;
    const { items } = (await admin.get<{ items: { id: string }[] }>('/admin/users')).data;
    await goTo(page, '/keys', 'API keys');
    for (const [text, name] of [
      ['notes', 'notes Collection'],
      ['nurs', 'nurses Group'],
      ['ada@', 'ada@example.org User'],
      [items[0]!.id, 'ada@example.org User'],
      [`notes/${id}`, `${id} Record of notes`],
    ] as const) {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Search' }).fill(text);
      await page.getByRole('option', { name }).waitFor();
      await page.keyboard.press('Escape');
    }
  });
});

/** The lines of a difference that are not the same on both sides. */
async function changes(difference: Locator): Promise<string[]> {
  const lines = await difference.locator('div').allTextContents();
  return lines
    .map((line) =>
      line
        .replace(/^[−+\s]+/, '')
        .replace(/,$/, '')
        .replaceAll(/\s+/g, ' '),
    )
    .filter((line) => /^(removed|added):/.test(line));
}
