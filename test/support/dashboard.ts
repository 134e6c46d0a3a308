import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { AuditPage } from '@appbase-pfe/types';
import { Database } from '../../src/database/database.js';
import { Api } from './api.js';
import { isDocumented } from './documented.js';
import { type PageOptions, type WatchedPage, openBrowser, openPage } from './browser.js';
import { TEST_OPERATOR, type TestInstance, signInOperator, startTestInstance } from './instance.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const DIST = join(root, 'libs/dashboard/dist');

/** Builds the dashboard unless that has been done. */
export function buildDashboard(): void {
  if (existsSync(join(DIST, 'index.html')) && existsSync(join(DIST, 'console.html'))) return;
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  execFileSync(process.execPath, [vite, 'build'], { cwd: join(root, 'libs/dashboard') });
}

/** Requests that change nothing, though they carry a body. */
const ONLY_ASKS = /^POST \/admin\/(access\/explain|collections\/[^/]+\/check)$/;

/** A real instance, a browser, and pages that are watched. */
export class DashboardUnderTest {
  private constructor(
    private running: TestInstance,
    readonly browser: Browser,
  ) {}

  get instance(): TestInstance {
    return this.running;
  }

  static async start(settings: Record<string, string> = {}): Promise<DashboardUnderTest> {
    buildDashboard();
    const [instance, browser] = await Promise.all([startTestInstance(settings), openBrowser()]);
    return new DashboardUnderTest(instance, browser);
  }

  get url(): string {
    return `${this.instance.url}/dashboard/`;
  }

  /** Opens a screen without signing in. */
  async open(screen = '/', options: PageOptions = {}): Promise<WatchedPage> {
    const watched = await openPage(this.browser, [this.instance.url], options, isDocumented);
    await watched.page.goto(`${this.url}#${screen}`);
    return watched;
  }

  /** Opens a screen as an operator. */
  async signedIn(
    screen = '/',
    options: PageOptions = {},
    operator: { email: string; password: string } = TEST_OPERATOR,
  ): Promise<WatchedPage> {
    const watched = await this.open(screen, options);
    await signIn(watched.page, operator);
    return watched;
  }

  /** Writes many records at once, past the API: only their number matters to the test. */
  async fill(collection: string, count: number, dataSql: string): Promise<void> {
    const database = this.instance.server.app.get(Database, { strict: false });
    await database.write((db) =>
      db.run(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
         INSERT INTO records (collection, id, owner_id, data, created_at, updated_at, version)
         SELECT ?, printf('record%07d', i), 'owner0001', ${dataSql}, 1767225600000 + i,
           1767225600000 + i, 1 FROM n`,
        count,
        collection,
      ),
    );
  }

  /** What a page changed and the audit log does not tell, or not who did it. */
  async unaudited({ changes }: WatchedPage, operator = TEST_OPERATOR.email): Promise<string[]> {
    const admin = new Api(this.instance.url, await signInOperator(this.instance));
    const told = new Set<string | undefined>();
    for (let offset = 0, total = 1; offset < total; offset += 100) {
      const page = await admin.get<AuditPage>(`/admin/audit-log?limit=100&offset=${offset}`);
      total = page.data.total;
      for (const { actor, requestId } of page.data.items)
        if (actor === `operator:${operator}`) told.add(requestId);
    }
    return changes
      .filter(({ what, requestId }) => !ONLY_ASKS.test(what) && !told.has(requestId))
      .map(({ what }) => what);
  }

  /** Stops the instance and starts it again on the same data, at another port. */
  async restart(): Promise<void> {
    await this.running.close();
    this.running = await startTestInstance({ APPBASE_DATA_DIR: this.running.dataDir });
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.instance.destroy();
  }
}

/** Signs in on the page that is open. */
export async function signIn(page: Page, { email, password } = TEST_OPERATOR): Promise<void> {
  await page.fill('input[type=email]', email);
  await page.fill('input[type=password]', password);
  await page.keyboard.press('Enter');
  await page
    .getByRole('navigation', { name: 'Screens' })
    .or(page.getByLabel('Open navigation'))
    .first()
    .waitFor();
}

/** Goes to a screen of the page that is open, and waits until it is there. */
export async function goTo(page: Page, screen: string, title: string): Promise<void> {
  await page.evaluate((to) => (location.hash = to), screen);
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
}
