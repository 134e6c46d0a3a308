import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { COLOUR_RULES, seriousIssues } from './browser.js';

const PICTURES = fileURLToPath(new URL('../../screenshots/', import.meta.url));
/** Pictures are taken only when somebody is going to look at them. */
const wanted = process.env['SCREENSHOTS'] !== undefined;

/** What every screen must hold, whatever is on it; `name` is said where it does not. */
export async function issuesOf(page: Page, name: string, width: number): Promise<string[]> {
  const issues: string[] = [];
  // Grey bars stand for what is still being loaded.
  await page.locator('.animate-pulse').first().waitFor({ state: 'hidden' });
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await picture(page, `${name}-${width}-${theme}`);
    // Nothing but colours is different in the dark.
    for (const issue of await seriousIssues(page, theme === 'dark' ? COLOUR_RULES : undefined))
      issues.push(`${name}, ${theme}: ${issue}`);
  }
  const { wide, ran } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    ran: document.querySelectorAll('img[src="x"], body script, svg[onload], [onerror]').length,
  }));
  if (wide > width) issues.push(`${name} is ${wide} px wide`);
  if (ran > 0) issues.push(`${name} took text for markup`);
  return issues;
}

async function picture(page: Page, name: string): Promise<void> {
  if (!wanted) return;
  mkdirSync(PICTURES, { recursive: true });
  const over = (await page.getByRole('dialog').count()) > 0;
  await page.screenshot({
    path: `${PICTURES}${name.replaceAll(/[^A-Za-z0-9]+/g, '-').replace(/^-/, '')}.png`,
    fullPage: !over,
  });
}
