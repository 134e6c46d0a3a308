import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RecordPage } from '@appbase-pfe/types';
import { Api } from '../support/api.js';
import { type WatchedPage, seriousIssues } from '../support/browser.js';
import { DashboardUnderTest } from '../support/dashboard.js';

const run = promisify(execFile);

/** What the program writes on standard error while `work` runs. */
async function printedBy<T>(work: () => Promise<T>): Promise<{ result: T; printed: string }> {
  const { write } = process.stderr;
  let printed = '';
  process.stderr.write = (chunk: unknown) => {
    printed += String(chunk);
    return true;
  };
  try {
    return { result: await work(), printed };
  } finally {
    process.stderr.write = write;
  }
}

describe('the first run, by keyboard alone', () => {
  let dashboard: DashboardUnderTest;
  let watched: WatchedPage;
  let token: string;
  beforeAll(async () => {
    const started = await printedBy(() =>
      DashboardUnderTest.start({ APPBASE_OPERATOR_EMAIL: '', APPBASE_OPERATOR_PASSWORD: '' }),
    );
    dashboard = started.result;
    token = /^ {2}(\S{20,})$/m.exec(started.printed)![1]!;
    watched = await dashboard.open();
  });
  afterAll(() => dashboard.stop());

  /** Moves with Tab until what has the focus is called `name`. */
  const tabTo = async (name: string | RegExp) => {
    const { page } = watched;
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab');
      // Of the editor both are found: the element that it lies in, and what in it has the focus.
      const focused = page.locator(':focus').last();
      const text = await focused.evaluate((element) => {
        const labels = (element as HTMLInputElement).labels;
        return (
          element.getAttribute('aria-label') ?? labels?.[0]?.textContent ?? element.textContent
        );
      });
      if (typeof name === 'string' ? text === name : name.test(text ?? '')) return;
    }
    throw new Error(`Tab never reached ${name}`);
  };

  it('makes the first operator with the printed token', async () => {
    const { page } = watched;
    // Nobody had to know the address of the setup.
    await page.getByRole('heading', { name: 'Set up this app' }).waitFor();
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await seriousIssues(page)).toEqual([]);
    }
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('token');
    await page.keyboard.type(token);
    await page.keyboard.press('Tab');
    await page.keyboard.type('first@example.org');
    await page.keyboard.press('Tab');
    await page.keyboard.type('a long operator password');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Welcome' }).waitFor();
  });

  it('makes a key, and sees the copied first request arrive', async () => {
    const { page } = watched;
    await tabTo('Name');
    await page.keyboard.press('Enter');
    await page.getByText('Waiting for your request').waitFor();
    const command = await page.getByLabel('first request', { exact: true }).innerText();
    expect(command).toContain(`${dashboard.instance.url}/auth/register`);
    const { stdout } = await run('bash', ['-c', command.replace('curl', 'curl -s')]);
    expect(JSON.parse(stdout)).toMatchObject({
      success: true,
      data: { user: { email: 'first@example.com' } },
    });
    await page.getByText('Your request has arrived. The first user is signed up.').waitFor();
    await tabTo('Go to the overview');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  });

  it('finds a record by a filter, and edits it', async () => {
    const { page } = watched;
    const api = new Api(dashboard.instance.url);
    const ada = await api.signUp('ada@example.com');
    for (const name of ['Ada', 'Grace', 'Mary'])
      await ada.post('/db/collections/patients', { data: { name } });

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search' }).waitFor();
    await page.keyboard.type('patients');
    await page.getByRole('option', { name: 'patients Collection' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'patients' }).waitFor();
    await page.getByText('3 records', { exact: true }).waitFor();
    await tabTo('Filter');
    await page.keyboard.press('Enter');
    await tabTo('Field');
    await page.keyboard.type('name');
    await tabTo('Value');
    await page.keyboard.type('Grace');
    await page.keyboard.press('Enter');
    await page.getByText('1 record', { exact: true }).waitFor();

    await tabTo('Records of patients');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Record' }).waitFor();
    await page.locator('[data-editor] .cm-content').waitFor();
    await tabTo('Data of the record');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('{"name":"Grace Hopper"}');
    await page.keyboard.press('Control+s');
    await page.getByText('Record saved').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    const { data } = await ada.get<RecordPage>('/db/collections/patients');
    expect(data.items.map((record) => record.data?.['name'])).toEqual([
      'Ada',
      'Grace Hopper',
      'Mary',
    ]);
  });

  it('bans the user', async () => {
    const { page } = watched;
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search' }).waitFor();
    await page.keyboard.type('first@');
    await page.getByRole('option', { name: 'first@example.com' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'first@example.com' }).waitFor();
    await tabTo('Ban user');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo('Ban user');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Lift the ban' }).waitFor();
  });

  it('the token works once, and no rule of the page was broken', async () => {
    const again = await fetch(`${dashboard.instance.url}/operator/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, email: 'second@example.org', password: 'another password' }),
    });
    expect(again.ok).toBe(false);
    const { page, problems, close } = await dashboard.open('/setup');
    await page.getByRole('heading', { name: 'This is set up already' }).waitFor();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await close();
    expect([...watched.problems, ...problems]).toEqual([]);
  });
});
