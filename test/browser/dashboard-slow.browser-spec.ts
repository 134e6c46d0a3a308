import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AdminInviteList, CollectionView, RecordPage, RecordView } from '@appbase-pfe/types';
import { Api } from '../support/api.js';
import type { WatchedPage } from '../support/browser.js';
import { DashboardUnderTest, goTo } from '../support/dashboard.js';
import { hold } from '../support/held.js';
import { signInOperator } from '../support/instance.js';

const CHARTS = '/admin/collections/charts';

// Whoever types and presses faster than the server answers loses nothing, and does nothing twice.
describe('the dashboard where the server is slow', () => {
  let dashboard: DashboardUnderTest;
  let watched: WatchedPage;
  let admin: Api;
  let record: string;
  beforeAll(async () => {
    dashboard = await DashboardUnderTest.start();
    admin = new Api(dashboard.instance.url, await signInOperator(dashboard.instance));
    const users = new Api(dashboard.instance.url);
    const ada = await users.signUp('ada@example.org');
    await users.signUp('grace@example.org');
    for (const name of ['nurses', 'doctors']) {
      await admin.post('/admin/groups', { name });
      for (let n = 0; n < 2; n++)
        await admin.post(`/admin/groups/${name}/invites`, { uses: 1, expiresIn: 3600 });
    }
    await admin.send('PUT', CHARTS, {
      access: 'shared',
      history: true,
      indexes: ['a', 'b', 'c'].map((field) => ({ fields: [field] })),
    });
    const made = await ada.post<RecordView>('/db/collections/charts', { data: { name: 'Ada' } });
    record = made.data.id;
    await ada.send('PUT', `/db/collections/charts/${record}/grants`, {
      read: ['group:nurses', 'group:doctors'],
      write: [],
    });
    watched = await dashboard.signedIn();
  });
  afterAll(() => dashboard.stop());

  const main = () => watched.page.locator('main');
  const dialog = () => watched.page.getByRole('dialog').last();
  const said = async (text: string) => {
    const messages = watched.page.getByRole('region', { name: 'Messages' });
    await messages.getByText(text).waitFor();
    await messages.getByRole('button', { name: 'Close message' }).first().click();
  };
  const openRecord = async () => {
    const { page } = watched;
    await goTo(page, '/data', 'Data');
    await page.evaluate((to) => (location.hash = to), `/data/charts?record=${record}`);
    await dialog().locator('[data-editor] .cm-content').waitFor();
  };
  /** Ctrl+S and once more, before the page could show anything of the first one. */
  const saveTwiceAtOnce = () =>
    dialog()
      .locator('[data-editor] .cm-content')
      .evaluate((editor) => {
        const key = { key: 's', ctrlKey: true, bubbles: true, cancelable: true };
        for (let n = 0; n < 2; n++) editor.dispatchEvent(new KeyboardEvent('keydown', key));
      });
  const rewrite = async (text: string) => {
    const { page } = watched;
    await dialog().locator('[data-editor] .cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await page.keyboard.insertText(text);
  };

  it('keeps what is typed in a search while it searches', async () => {
    const { page } = watched;
    await goTo(page, '/users', 'Users');
    const box = page.getByRole('searchbox');
    await box.pressSequentially('ada ');
    await page.waitForURL(/search=ada/);
    await page.getByRole('link', { name: 'grace@example.org' }).waitFor({ state: 'hidden' });
    await box.pressSequentially('l');
    expect(await box.inputValue()).toBe('ada l');
  });

  it('does the next thing while the list is being read again', async () => {
    const { page } = watched;
    await goTo(page, '/groups/nurses', 'nurses');
    const revoke = main().getByRole('button', { name: 'Revoke' });
    await revoke.nth(1).waitFor();
    const held = await hold(
      page,
      (request) => request.method() === 'GET' && request.url().includes('/nurses/invites'),
    );
    for (const at of [0, 1]) {
      await revoke.nth(at).click();
      await dialog().getByRole('button', { name: 'Revoke invite' }).click();
      await said('The invite is revoked');
    }
    held.release();
    await page.getByText('No open invites').waitFor();
    const left = await admin.get<AdminInviteList>('/admin/groups/nurses/invites');
    expect(left.data.total).toBe(0);
  });

  it('removes both of two indexes, pressed one right after the other', async () => {
    const { page } = watched;
    await goTo(page, '/data/charts?tab=indexes', 'charts');
    const remove = (name: string) =>
      page.getByRole('button', { name: `Remove index on ${name}`, exact: true });
    await remove('b').waitFor();
    const held = await hold(page, (request) => request.method() === 'PUT');
    await remove('a').click();
    await held.count(1);
    await remove('b').click();
    held.release();
    await remove('a').waitFor({ state: 'hidden' });
    await remove('b').waitFor({ state: 'hidden' });
    await remove('c').waitFor();
    const { indexes } = (await admin.get<CollectionView>(CHARTS)).data;
    expect(indexes?.map(({ fields }) => fields)).toEqual([['c']]);
  });

  it('shows the schema that was saved, not the one before, until it is read again', async () => {
    const { page } = watched;
    await goTo(page, '/data/charts?tab=schema', 'charts');
    await main().getByRole('button', { name: 'Add field' }).click();
    await dialog().getByLabel('Name').fill('name');
    await dialog().getByRole('button', { name: 'Add field' }).click();
    const row = page.getByRole('row', { name: /name.*Text/ });
    await row.waitFor();
    let saved = false;
    const held = await hold(page, (request) => {
      saved ||= request.method() === 'PUT' && !request.url().includes('dryRun');
      return saved && request.method() === 'GET';
    });
    await main().getByRole('button', { name: 'Save schema' }).click();
    await said('Schema saved');
    await held.count(1);
    await page.evaluate(() => new Promise(requestAnimationFrame));
    expect(await row.count()).toBe(1);
    expect(await page.getByText('Somebody else saved').count()).toBe(0);
    held.release();
    await goTo(page, '/users', 'Users');
  });

  it('creates one record, however often it is told to', async () => {
    const { page } = watched;
    const stored = async () => (await admin.get<RecordPage>(`${CHARTS}/records`)).data.total;
    const before = (await stored()) ?? 0;
    await goTo(page, '/data', 'Data');
    await goTo(page, '/data/charts', 'charts');
    await main().getByRole('button', { name: 'New record' }).click();
    await rewrite('{"name":"Once"}');
    const held = await hold(page, (request) => request.method() === 'POST');
    await saveTwiceAtOnce();
    await held.count(1);
    held.release();
    await said('Record created');
    await page.getByText(`${before + 1} records`, { exact: true }).waitFor();
    expect(held.requests).toEqual([`POST ${CHARTS}/records`]);
    expect(await stored()).toBe(before + 1);
  });

  it('saves what was typed during a save after it, and takes it for nobody else’s', async () => {
    const { page } = watched;
    await openRecord();
    await rewrite('{"name":"First"}');
    const held = await hold(page, (request) => request.method() === 'PUT');
    await page.keyboard.press('Control+s');
    await held.count(1);
    await rewrite('{"name":"Second"}');
    await page.keyboard.press('Control+s');
    const second = page.waitForResponse(
      (answer) => answer.request().postData()?.includes('Second') === true,
    );
    held.release();
    expect((await second).status()).toBe(200);
    const { data } = await admin.get<RecordView>(`${CHARTS}/records/${record}`);
    expect(data.data).toEqual({ name: 'Second' });
  });

  it('has what was just saved in the history', async () => {
    const { page } = watched;
    await page.getByRole('tab', { name: 'History' }).click();
    await dialog()
      .getByRole('button', { name: /^Version 3/ })
      .waitFor();
    await page.getByRole('tab', { name: 'JSON' }).click();
    await rewrite('{"name":"Third"}');
    await page.keyboard.press('Control+s');
    await page.getByText('Record saved').first().waitFor();
    await page.getByRole('tab', { name: 'History' }).click();
    await dialog()
      .getByRole('button', { name: /^Version 4/ })
      .waitFor();
    await page.keyboard.press('Escape');
  });

  it('says what was done beside what is pressed next, not over it', async () => {
    const { page } = watched;
    await openRecord();
    await rewrite('{"name":"Fourth"}');
    await page.keyboard.press('Control+s');
    const places = await page.waitForFunction(() => {
      const message = document.querySelector('[aria-label=Messages] > *');
      const save = [...document.querySelectorAll('[role=dialog] button')].find(
        ({ textContent }) => textContent === 'Save',
      );
      if (!message || !save) return undefined;
      return [message.getBoundingClientRect().right, save.getBoundingClientRect().left];
    });
    const [end, begin] = (await places.jsonValue())!;
    expect(end).toBeLessThan(begin!);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  it('keeps what is changed in the sharing while what was saved is read again', async () => {
    const { page } = watched;
    await openRecord();
    await page.getByRole('tab', { name: 'Sharing' }).click();
    const take = (name: string) => page.getByRole('button', { name: `Take it from group:${name}` });
    await take('nurses').click();
    let saved = false;
    const held = await hold(page, (request) => {
      saved ||= request.method() === 'PUT';
      return saved && request.method() === 'GET' && request.url().endsWith('/grants');
    });
    await dialog().getByRole('button', { name: 'Save sharing' }).click();
    await said('Sharing saved');
    await held.count(1);
    await take('doctors').click();
    const again = page.waitForResponse((answer) => answer.url().endsWith('/grants'));
    held.release();
    await (await again).finished();
    await page.evaluate(() => new Promise(requestAnimationFrame));
    expect(await take('doctors').count()).toBe(0);
    await dialog().getByRole('button', { name: 'Save sharing' }).click();
    await said('Sharing saved');
    const { data } = await admin.get(`${CHARTS}/records/${record}/grants`);
    expect(data).toEqual({ read: [], write: [] });
    await page.keyboard.press('Escape');
  });

  it('takes a double click for one, also where timers are late', async () => {
    const { page } = watched;
    await page.addInitScript(() => {
      const onTime = setTimeout;
      const late = (work: () => void, ms = 0) => onTime(work, ms + 500);
      globalThis.setTimeout = late as typeof setTimeout;
    });
    await page.reload();
    await goTo(page, '/keys', 'API keys');
    await page
      .getByRole('button', { name: /^Actions for/ })
      .first()
      .click();
    await page.getByRole('menuitem', { name: 'Rotate' }).click();
    const held = await hold(page, (request) => request.method() === 'POST');
    await dialog().getByRole('button', { name: 'Replace the key' }).dblclick();
    await held.count(1);
    held.release();
    await dialog().getByText('cannot be shown again').waitFor();
    expect(held.requests).toHaveLength(1);
  });

  it('broke no rule of the page', () => expect(watched.problems).toEqual([]));
});
