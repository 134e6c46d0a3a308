import type { Page } from 'playwright-core';
import type { AdminUserView, RecordView } from '@appbase-pfe/types';
import { Api } from './api.js';
import { DashboardUnderTest, goTo, signIn } from './dashboard.js';
import { signInOperator } from './instance.js';
import { issuesOf } from './screen-walk.js';

/** Markup that would show or do something if a screen took it for more than text. */
const MARKUP = '<img src=x onerror=alert(1)><script>alert(2)</script>';
const FILE = '<img src=x onerror=alert(1)>.svg';
const EMAIL = 'ada@example.org';

/** What opens over a screen: where, by which button in it, or how. */
type Opening = [path: string, title: string, name: string, open?: (page: Page) => Promise<void>];

const press = (name: string) => (page: Page) =>
  page.locator('main').getByRole('button', { name }).first().click();

/** Opens what `first` opens, then a tab or button of it. */
const pressBoth =
  (first: string, role: 'tab' | 'menuitem', second: string) => async (page: Page) => {
    await press(first)(page);
    await page.getByRole(role, { name: second }).click();
  };

/** Every screen of the dashboard, with names and contents that are markup. */
export class EveryScreen {
  private constructor(
    readonly dashboard: DashboardUnderTest,
    private readonly userId: string,
    private readonly recordId: string,
  ) {}

  private static readonly rules = {
    read: { $or: [{ $ownerId: { $user: 'id' } }, { ward: { $in: { $user: 'groups' } } }] },
    create: { ward: { $in: { $user: 'groups' } } },
    update: { ward: { $in: { $user: 'groups' } } },
    delete: false,
  };

  /** A collection with every kind of setting, a record and a file that are shared, a group that is used. */
  private static async share(admin: Api, someone: Api): Promise<void> {
    const me = (await someone.get<{ id: string }>('/auth/me')).data.id;
    await put(admin, '/admin/collections/wards', {});
    await put(admin, '/admin/collections/rounds', { access: EveryScreen.rules });
    await put(admin, '/admin/collections/charts', {
      access: 'shared',
      schema: {
        type: 'object',
        properties: {
          text: { type: 'string', maxLength: 200, description: MARKUP },
          ward: { type: 'string' },
        },
        required: ['text'],
      },
      unique: [{ fields: ['text'], scope: 'collection' }],
      relations: { ward: { collection: 'wards', onDelete: 'clear' } },
      indexes: [{ fields: ['ward'] }, { fields: ['ward', 'text'] }],
      search: ['text'],
    });
    await put(admin, '/admin/buckets/letters', { access: 'shared' });
    await admin.post('/admin/groups', { name: 'doctors' });
    await put(admin, `/admin/groups/doctors/members/${me}`, { role: 'manager' });
    await someone.post('/groups/doctors/invites', { uses: 3 });
    const ward = await someone.post<RecordView>('/db/collections/wards', { data: { name: 'A' } });
    const chart = await someone.post<RecordView>('/db/collections/charts', {
      data: { text: MARKUP, ward: ward.data.id },
    });
    await put(someone, `/db/collections/charts/${chart.data.id}/grants`, {
      read: ['group:doctors'],
      write: [`user:${me}`],
    });
    await someone.upload('letters', 'letter.txt', new TextEncoder().encode(MARKUP));
  }

  static async start(): Promise<EveryScreen> {
    const dashboard = await DashboardUnderTest.start();
    const { url } = dashboard.instance;
    const admin = new Api(url, await signInOperator(dashboard.instance));
    // The browser's name is shown in the list of sessions.
    const someone = await new Api(url).with({ 'user-agent': MARKUP }).signUp(EMAIL);
    await someone.send('PATCH', '/auth/me', { customIdentity: { note: MARKUP } });
    await admin.send('PUT', '/admin/collections/notes', { history: true });
    const record = await someone.post<RecordView>('/db/collections/notes', {
      data: { [MARKUP]: MARKUP, name: MARKUP },
    });
    await someone.upload('scans', FILE, new TextEncoder().encode(MARKUP));
    await admin.post('/admin/groups', { name: 'nurses' });
    await admin.post('/admin/api-keys', { name: MARKUP, kind: 'live' });
    await EveryScreen.share(admin, someone);
    const users = await admin.get<{ items: AdminUserView[] }>('/admin/users');
    return new EveryScreen(dashboard, users.data.items[0]!.id, record.data.id);
  }

  /** What is wrong on the screens, in both themes. */
  async issues(width: number): Promise<string[]> {
    const { page, problems, close } = await this.dashboard.open('/', { width, still: true });
    await page.waitForSelector('input[type=email]');
    const issues = await issuesOf(page, 'sign-in', width);
    await signIn(page);
    for (const [path, title, shown] of this.screens()) {
      await goTo(page, path, title);
      await page.locator('main').getByText(shown).filter({ visible: true }).first().waitFor();
      issues.push(...(await issuesOf(page, path.replace(this.userId, 'one'), width)));
    }
    await close();
    return [...issues, ...problems];
  }

  /** The same for what opens over the screens. */
  async issuesOfDialogs(width: number): Promise<string[]> {
    const { page, problems, close } = await this.dashboard.signedIn('/', { width, still: true });
    const issues: string[] = [];
    for (const [path, title, name, open = press(name)] of this.openings()) {
      await goTo(page, path, title);
      await open(page);
      await page.getByRole('dialog').waitFor();
      const short = `${path.replace(this.userId, 'one')} ${name.replace(FILE, 'file')}`;
      issues.push(...(await issuesOf(page, `over ${short}`, width)));
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    await close();
    return [...issues, ...problems];
  }

  /** Where each screen is, its title, and what is on it when it is there. */
  screens(): [path: string, title: string, shown: string][] {
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
      ['/data/charts', 'charts', MARKUP],
      ['/data/charts?tab=schema', 'charts', '≤ 200 characters'],
      ['/data/charts?tab=indexes', 'charts', 'ward, text'],
      ['/data/rounds?tab=access', 'rounds', 'Own rules'],
      ['/files', 'Files', 'scans'],
      ['/files/scans', 'scans', FILE],
      ['/files/scans?tab=access', 'scans', 'Shared by its owner'],
      ['/files/scans?tab=settings', 'scans', 'Delete the bucket'],
      ['/users', 'Users', EMAIL],
      [`/users/${this.userId}`, EMAIL, MARKUP],
      ['/groups', 'Groups', 'nurses'],
      ['/groups/nurses', 'nurses', 'No open invites'],
      ['/groups/doctors', 'doctors', EMAIL],
      ['/keys', 'API keys', MARKUP],
      ['/audit', 'Audit', 'key.create'],
      ['/settings', 'Settings', 'Allowed origins'],
      ['/settings?tab=limits', 'Settings', 'Undo changes'],
      ['/settings?tab=sessions', 'Settings', 'Longest delay'],
      ['/settings?tab=operators', 'Settings', 'owner@example.org'],
      ['/settings?tab=export', 'Settings', 'Download export'],
      ['/welcome', 'Welcome', 'Create key'],
    ];
  }

  private openings(): Opening[] {
    return [
      ['/data', 'Data', 'New collection'],
      ['/data/notes', 'notes', 'New record'],
      ['/data/notes?tab=schema', 'notes', 'Add field'],
      ['/files/scans', 'scans', FILE],
      ['/groups/nurses', 'nurses', 'New invite'],
      ['/keys', 'API keys', 'Create key'],
      [`/users/${this.userId}`, EMAIL, 'Delete user'],
      [`/users/${this.userId}`, EMAIL, 'Set temporary password'],
      ['/users', 'Users', 'New user'],
      ['/data/notes', 'notes', 'Import'],
      ['/data/notes', 'notes', 'Export', pressBoth('Export', 'menuitem', 'As CSV')],
      ['/data/notes', 'notes', this.recordId],
      ['/data/notes', 'notes', 'History', pressBoth(this.recordId, 'tab', 'History')],
      ['/data/charts', 'charts', 'Sharing', pressBoth('01', 'tab', 'Sharing')],
      ['/data/notes', 'notes', 'Delete selected', deleteSelected],
      ['/files', 'Files', 'New bucket'],
      ['/files/scans', 'scans', 'Versions', pressBoth(FILE, 'tab', 'Versions')],
      ['/files/scans', 'scans', 'Link', pressBoth(FILE, 'tab', 'Link')],
      ['/files/letters', 'letters', 'Sharing', pressBoth('letter.txt', 'tab', 'Sharing')],
      ['/groups', 'Groups', 'New group'],
      ['/groups/nurses', 'nurses', 'Add member'],
      ['/keys', 'API keys', 'Rotate', pressBoth('Actions for', 'menuitem', 'Rotate')],
      ['/keys', 'API keys', 'Revoke', pressBoth('Actions for', 'menuitem', 'Revoke')],
      ['/audit', 'Audit', 'Details of key.create'],
      ['/audit', 'Audit', 'Verify chain'],
      ['/settings?tab=operators', 'Settings', 'Add operator'],
      ['/', 'Overview', 'palette', palette],
    ];
  }
}

/** A setting that was refused would leave its screen empty. */
async function put(api: Api, path: string, body: object): Promise<void> {
  const { status, error } = await api.send('PUT', path, body);
  if (status >= 300) throw new Error(`PUT ${path} answered ${status}: ${error?.message}`);
}

async function palette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search' }).fill('a');
  await page.getByRole('option', { name: EMAIL }).or(page.getByRole('option')).first().waitFor();
}

async function deleteSelected(page: Page): Promise<void> {
  await page
    .getByRole('checkbox', { name: /^Select / })
    .last()
    .check();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
}
