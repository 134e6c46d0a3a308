import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Api } from '../support/api.js';
import { goTo } from '../support/dashboard.js';
import { operations } from '../support/documented.js';
import { EveryScreen } from '../support/every-screen.js';
import { TEST_OPERATOR, signInOperator } from '../support/instance.js';

const VIEWER = { email: 'viewer@example.org', password: 'a password of a viewer' };

/** What only looks: everything else that can be pressed changes something. */
const LOOKING =
  /^(Filter|Columns|Export|Pause|Clear|Copy .*|Close|Download.*|Verify chain|Apply|Details of .*|Test|Table|JSON|Actions for .*|Skip to the overview|Previous|Next)$/;

/** The names of what can be pressed or ticked on a screen, beside tabs and what lies in a grid. */
const usable = (page: Page) =>
  page.locator('main').evaluate((main) => {
    const kinds = 'button, input[type=checkbox], input[type=radio], input[type=file]';
    return [...main.querySelectorAll<HTMLInputElement>(kinds)]
      .filter((element) => !element.closest('[role=tablist], [role=grid]'))
      .filter((element) => !element.matches(':disabled') && element.ariaDisabled !== 'true')
      .map((element) =>
        (element.ariaLabel ?? element.labels?.[0]?.textContent ?? element.textContent ?? '').trim(),
      );
  });

describe('a viewer in the dashboard', () => {
  let screens: EveryScreen;
  let viewer: Api;
  beforeAll(async () => {
    screens = await EveryScreen.start();
    const { instance } = screens.dashboard;
    const owner = new Api(instance.url, await signInOperator(instance));
    await owner.post('/operators', { ...VIEWER, role: 'viewer' });
    viewer = new Api(instance.url, await signInOperator(instance, VIEWER));
  });
  afterAll(() => screens.dashboard.stop());

  /** What changes something and can be used, screen by screen. */
  const changing = async (operator: typeof VIEWER) => {
    const { page, problems, close } = await screens.dashboard.signedIn('/', {}, operator);
    const found: string[] = [];
    for (const [path, title, shown] of screens.screens()) {
      await goTo(page, path, title);
      // Who the operators are is told to owners only.
      const there = page.locator('main').getByText(shown).filter({ visible: true });
      await there.or(page.getByText('Only an owner')).first().waitFor();
      const names = (await usable(page)).filter((name) => !LOOKING.test(name) && name !== shown);
      found.push(...names.map((name) => `${path}: ${name}`));
    }
    await close();
    expect(problems).toEqual([]);
    return found;
  };

  it('sees every screen, and nothing on it that changes anything can be used', async () => {
    expect(await changing(VIEWER)).toEqual([]);
  });

  it('(an owner finds much on the same screens)', async () => {
    expect((await changing(TEST_OPERATOR)).length).toBeGreaterThan(25);
  });

  it('finds all of a menu blocked, too', async () => {
    const { page, close } = await screens.dashboard.signedIn('/keys', {}, VIEWER);
    await page
      .getByRole('button', { name: /^Actions for/ })
      .first()
      .click();
    const items = page.getByRole('menuitem');
    await items.first().waitFor();
    for (const item of await items.all())
      expect(await item.getAttribute('aria-disabled')).toBe('true');
    await close();
  });

  it('is refused by the server whatever the page would send', async () => {
    const opened: string[] = [];
    for (const { method, path } of operations()) {
      if (!/^\/(admin|operators)/.test(path) || method === 'GET') continue;
      const answer = await viewer.send(method, path.replaceAll(/\{[^}]+\}/g, 'something'), {});
      if (answer.status !== 403) opened.push(`${method} ${path}: ${answer.status}`);
    }
    // This one only asks.
    expect(opened).toEqual(['POST /admin/access/explain: 400']);
  });

  it('the live key alone opens none of it, to look or to change', async () => {
    const live = new Api(screens.dashboard.instance.url);
    const opened: string[] = [];
    for (const { method, path } of operations()) {
      if (!/^\/(admin|operators)/.test(path)) continue;
      const answer = await live.send(
        method,
        path.replaceAll(/\{[^}]+\}/g, 'something'),
        method === 'GET' ? undefined : {},
      );
      if (![401, 403].includes(answer.status)) opened.push(`${method} ${path}: ${answer.status}`);
    }
    expect(opened).toEqual([]);
  });
});
