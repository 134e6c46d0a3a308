import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type Page, chromium } from 'playwright-core';

/** Starts Debian's Chromium with an empty profile; it talks to nobody by itself. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface PageOptions {
  width?: number;
  height?: number;
  theme?: 'light' | 'dark';
}

/** A page that remembers what must never happen on it. */
export interface WatchedPage {
  page: Page;
  /** Refused by the policy, requests to elsewhere, uncaught errors: empty when all is well. */
  problems: string[];
  close: () => Promise<void>;
}

/** Opens a page of its own (own cookies) that may talk to `origins` only. */
export async function openPage(
  browser: Browser,
  origins: readonly string[],
  { width = 1280, height = 900, theme = 'light' }: PageOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const problems: string[] = [];
  await page.exposeFunction('reportProblem', (problem: string) => problems.push(problem));
  await page.addInitScript(() =>
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
      (globalThis as unknown as { reportProblem: (problem: string) => void }).reportProblem(
        `policy: ${violatedDirective} ${blockedURI} ${sourceFile}`,
      ),
    ),
  );
  page.on('console', (message) => {
    const text = message.text();
    if (text.includes('Content Security Policy')) problems.push(text);
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('dialog', (dialog) => {
    if (dialog.type() === 'alert') problems.push(`alert: ${dialog.message()}`);
    void dialog.accept();
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    const inside = ['data:', 'blob:'].includes(url.protocol) || origins.includes(url.origin);
    if (!inside) problems.push(`outside: ${request.url()}`);
  });
  return { page, problems, close: () => context.close() };
}

/** What axe finds serious or critical on the page as it is, as readable lines. */
export async function seriousIssues(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}
