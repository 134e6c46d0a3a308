import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeBuilder } from '@axe-core/playwright';
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

/** What needs no network: the last two are the viewer of PDFs. */
const IN_THE_BROWSER = ['data:', 'blob:', 'chrome:', 'chrome-extension:'];

/** Whether a request of the page is to something that is documented; said where it is not. */
export type IsKnown = (method: string, path: string) => boolean;

export interface PageOptions {
  width?: number;
  height?: number;
  theme?: 'light' | 'dark';
  /** Nothing moves, so that what is looked at is as it stays. */
  still?: boolean;
}

/** A page that remembers what must never happen on it. */
export interface WatchedPage {
  page: Page;
  /** Refused by the policy, requests to elsewhere, uncaught errors: empty when all is well. */
  problems: string[];
  /** What the page changed on the server: each request that may change something and succeeded. */
  changes: Change[];
  close: () => Promise<void>;
}

export interface Change {
  /** "DELETE /admin/groups/nurses". */
  what: string;
  requestId: string | undefined;
}

/** Opens a page of its own (own cookies) that may talk to `origins` only. */
export async function openPage(
  browser: Browser,
  origins: readonly string[],
  { width = 1280, height = 900, theme = 'light', still = false }: PageOptions = {},
  isKnown: IsKnown = () => true,
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: still ? 'reduce' : 'no-preference',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
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
    const inside = IN_THE_BROWSER.includes(url.protocol) || origins.includes(url.origin);
    if (!inside) problems.push(`outside: ${request.url()}`);
    else if (url.protocol === 'http:' && !isKnown(request.method(), url.pathname))
      problems.push(`undocumented: ${request.method()} ${url.pathname}`);
  });
  const changes: Change[] = [];
  page.on('response', (response) => {
    const method = response.request().method();
    if (['GET', 'HEAD'].includes(method) || !response.ok()) return;
    const what = `${method} ${new URL(response.url()).pathname}`;
    changes.push({ what, requestId: response.headers()['x-request-id'] });
  });
  return { page, problems, changes, close: () => context.close() };
}

/**
 * Axe as it is run in a page. The builder that comes with it sends it anew and opens a page of its
 * own for every answer, which takes five times as long.
 */
const require = createRequire(import.meta.url);
const AXE = createRequire(require.resolve('@axe-core/playwright')).resolve('axe-core/axe.min.js');
type AxeResults = Awaited<ReturnType<AxeBuilder['analyze']>>;
interface Axe {
  run(context: Document, options: object): Promise<AxeResults>;
}

/** The rules of axe whose answer depends on colours. */
export const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** What axe finds serious or critical on the page as it is, as readable lines; by all its rules unless said. */
export async function seriousIssues(page: Page, rules?: string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis)))
    await page.evaluate(readFileSync(AXE, 'utf8'));
  const { violations } = await page.evaluate(
    (only) =>
      (globalThis as unknown as { axe: Axe }).axe.run(document, {
        resultTypes: ['violations'],
        ...only,
      }),
    rules === undefined ? {} : { runOnly: { type: 'rule' as const, values: rules } },
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}
