import type { AdminUserView } from '@appbase-pfe/types';
import { Api } from './api.js';
import { type PageOptions, seriousIssues } from './browser.js';
import { DashboardUnderTest, goTo } from './dashboard.js';
import { signInOperator } from './instance.js';

/** Markup that would show or do something if a screen took it for more than text. */
const MARKUP = '<img src=x onerror=alert(1)><script>alert(2)</script>';
const FILE = '<img src=x onerror=alert(1)>.svg';
const EMAIL = 'ada@example.org';

/** Every screen of the dashboard, with names and contents that are markup. */
export class EveryScreen {
  private constructor(
    readonly dashboard: DashboardUnderTest,
    private readonly userId: string,
  ) {}

  static async start(): Promise<EveryScreen> {
    const dashboard = await DashboardUnderTest.start();
    const { url } = dashboard.instance;
    const admin = new Api(url, await signInOperator(dashboard.instance));
    const someone = await new Api(url).signUp(EMAIL);
    await someone.send('PATCH', '/auth/me', { customIdentity: { note: MARKUP } });
    await someone.post('/db/collections/notes', { data: { [MARKUP]: MARKUP, name: MARKUP } });
    await someone.upload('scans', FILE, new TextEncoder().encode(MARKUP));
    await admin.post('/admin/groups', { name: 'nurses' });
    await admin.post('/admin/api-keys', { name: MARKUP, kind: 'live' });
    const users = await admin.get<{ items: AdminUserView[] }>('/admin/users');
    return new EveryScreen(dashboard, users.data.items[0]!.id);
  }

  /** What is wrong on the screens: for axe, for the policy, for the width. */
  async issues(options: PageOptions & { width: number }): Promise<string[]> {
    const { page, problems, close } = await this.dashboard.signedIn('/', options);
    const issues: string[] = [];
    for (const [path, title, shown] of this.screens()) {
      await goTo(page, path, title);
      await page.locator('main').getByText(shown).first().waitFor();
      for (const issue of await seriousIssues(page)) issues.push(`${path} ${issue}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > options.width) issues.push(`${path} is ${wide} px wide`);
    }
    await close();
    return [...issues, ...problems];
  }

  /** The same for what opens over the screens. */
  async issuesOfDialogs(options: PageOptions): Promise<string[]> {
    const { page, problems, close } = await this.dashboard.signedIn('/', options);
    const issues: string[] = [];
    for (const [path, title, button] of this.openings()) {
      await goTo(page, path, title);
      await page.locator('main').getByRole('button', { name: button }).first().click();
      await page.getByRole('dialog').waitFor();
      for (const issue of await seriousIssues(page)) issues.push(`${button}: ${issue}`);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: 'Audit' }).waitFor();
    for (const issue of await seriousIssues(page)) issues.push(`palette: ${issue}`);
    await close();
    return [...issues, ...problems];
  }

  private screens(): [path: string, title: string, shown: string][] {
    return [
      ['/', 'Overview', 'Connect your app'],
      ['/data', 'Data', 'notes'],
      ['/data/notes', 'notes', MARKUP],
      ['/data/notes?tab=live', 'notes', 'Waiting for changes'],
      ['/data/notes?tab=schema', 'notes', 'Any JSON object is taken'],
      ['/data/notes?tab=access', 'notes', 'Test as a user'],
      ['/data/notes?tab=indexes', 'notes', 'No indexes yet'],
      ['/data/notes?tab=settings', 'notes', 'Delete the collection'],
      ['/data/notes?tab=api', 'notes', 'List records'],
      ['/files', 'Files', 'scans'],
      ['/files/scans', 'scans', FILE],
      ['/users', 'Users', EMAIL],
      [`/users/${this.userId}`, EMAIL, MARKUP],
      ['/groups', 'Groups', 'nurses'],
      ['/groups/nurses', 'nurses', 'Nobody is in this group'],
      ['/keys', 'API keys', MARKUP],
      ['/audit', 'Audit', 'key.create'],
      ['/settings', 'Settings', 'Allowed origins'],
      ['/settings?tab=sessions', 'Settings', 'Longest delay'],
      ['/settings?tab=operators', 'Settings', 'owner@example.org'],
      ['/settings?tab=export', 'Settings', 'Download export'],
      ['/welcome', 'Welcome', 'Create key'],
    ];
  }

  private openings(): [path: string, title: string, button: string][] {
    return [
      ['/data', 'Data', 'New collection'],
      ['/data/notes', 'notes', 'New record'],
      ['/data/notes?tab=schema', 'notes', 'Add field'],
      ['/files/scans', 'scans', FILE],
      ['/keys', 'API keys', 'Create key'],
      [`/users/${this.userId}`, EMAIL, 'Delete user'],
    ];
  }
}
