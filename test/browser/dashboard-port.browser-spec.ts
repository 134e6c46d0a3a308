import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { request } from 'node:http';
import { DashboardUnderTest, goTo, signIn } from '../support/dashboard.js';
import { isDocumented } from '../support/documented.js';
import { openPage } from '../support/browser.js';

const OPERATOR = { email: 'first@example.org', password: 'a long operator password' };

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The status of an answer to a path as it is written, dots and all. */
function statusOf(base: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    request({ hostname, port, path }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    })
      .on('error', reject)
      .end();
  });
}

describe('the dashboard on its own port (contract.md, “Where it is served”)', () => {
  let dashboard: DashboardUnderTest;
  let url: string;
  beforeAll(async () => {
    dashboard = await DashboardUnderTest.start({
      APPBASE_DASHBOARD_PORT: String(await freePort()),
      APPBASE_OPERATOR_EMAIL: OPERATOR.email,
      APPBASE_OPERATOR_PASSWORD: OPERATOR.password,
    });
    url = dashboard.instance.dashboardUrl!;
  });
  afterAll(() => dashboard.stop());

  it('signs in at /, shows every screen, works, and signs out', async () => {
    const { page, problems, close } = await openPage(dashboard.browser, [url], {}, isDocumented);
    await page.goto(`${url}/`);
    await signIn(page, OPERATOR);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    // Apps talk to the API's own port, not to this one.
    await page.getByLabel('address', { exact: true }).getByText(dashboard.instance.url).waitFor();
    for (const [path, title] of [
      ['/data', 'Data'],
      ['/files', 'Files'],
      ['/users', 'Users'],
      ['/groups', 'Groups'],
      ['/keys', 'API keys'],
      ['/audit', 'Audit'],
      ['/settings', 'Settings'],
    ] as const)
      await goTo(page, path, title);

    await goTo(page, '/groups', 'Groups');
    await page.getByRole('button', { name: 'New group' }).first().click();
    await page.getByLabel('Name').fill('nurses');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'nurses' }).waitFor();

    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForSelector('input[type=password]');
    expect(new URL(page.url()).origin).toBe(url);
    expect(problems).toEqual([]);
    await close();
  });

  it('has the documentation, and follows its link', async () => {
    const { page, problems, close } = await openPage(dashboard.browser, [url]);
    await page.goto(`${url}/`);
    await signIn(page, OPERATOR);
    const link = page.getByRole('link', { name: 'API docs' }).first();
    const opened = page.context().waitForEvent('page');
    await link.click();
    const docs = await opened;
    await docs.getByRole('heading', { name: /AppBase: one app/ }).waitFor();
    expect(new URL(docs.url()).origin).toBe(url);
    expect(problems).toEqual([]);
    await close();
  });

  it.each(['/operator/me', '/operators', '/admin/users', '/health', '/health/live', '/docs/json'])(
    'serves %s',
    async (path) => expect([200, 401]).toContain(await statusOf(url, path)),
  );

  it.each([
    '/db/collections/notes',
    '/auth/login',
    '/auth/me',
    '/storage/buckets/scans',
    '/groups',
    '/metrics',
    '/.well-known/jwks.json',
    '/dashboard/',
    '/admin/../auth/me',
    '/admin/..%2fauth/me',
    '/operator/../db/collections/notes',
    '/docs/../metrics',
    '//auth/me',
    '/administration',
  ])('does not serve %s', async (path) => {
    const status = await statusOf(url, path);
    expect([400, 404]).toContain(status);
  });

  it('refuses the live key there as everywhere', async () => {
    const headers = { 'x-api-key': dashboard.instance.apiKey };
    const answer = await fetch(`${url}/admin/users`, { headers });
    expect(answer.status).toBe(403);
  });
});
