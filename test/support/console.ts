import type { Browser, Page } from 'playwright-core';
import { type PageOptions, type WatchedPage, openBrowser, openPage } from './browser.js';
import { type TestControlPlane, startTestControlPlane } from './control-plane.js';
import { buildDashboard } from './dashboard.js';

/** A real control plane without an operator, its setup token, and a browser. */
export class ConsoleUnderTest {
  private constructor(
    readonly plane: TestControlPlane,
    readonly token: string,
    readonly browser: Browser,
  ) {}

  static async start(): Promise<ConsoleUnderTest> {
    buildDashboard();
    const { result, printed } = await printedBy(() =>
      startTestControlPlane({ APPBASE_OPERATOR_EMAIL: '', APPBASE_OPERATOR_PASSWORD: '' }),
    );
    const [, address, token] = /Open (\S+) and [^]*^ {2}(\S{20,})$/m.exec(printed)!;
    if (address !== `${result.url}/#/setup`) throw new Error(`Names ${address}`);
    return new ConsoleUnderTest(result, token!, await openBrowser());
  }

  async open(screen = '/', options: PageOptions = {}): Promise<WatchedPage> {
    const watched = await openPage(this.browser, [this.plane.url], options);
    await watched.page.goto(`${this.plane.url}/#${screen}`);
    return watched;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.plane.destroy();
  }
}

/** Waits until a screen is there. */
export const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

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
