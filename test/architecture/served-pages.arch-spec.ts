import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestInstance, type TestInstance } from '../support/instance.js';

/** What a page loads by itself: `src`, `href` of links, `url(…)` and imports of style sheets. */
const LOADS = [
  /<(?:script|img|iframe|source|video|audio)\b[^>]*?\bsrc="([^"]+)"/g,
  /<link\b[^>]*?\bhref="([^"]+)"/g,
  /url\(\s*["']?([^"')]+)/g,
  /@import\s+["']([^"']+)/g,
];
const loadsOf = (text: string) =>
  LOADS.flatMap((pattern) => [...text.matchAll(pattern)].map(([, url]) => url!));
const isOutside = (url: string) => /^(?:[a-z]+:)?\/\//i.test(url);

describe.each(['/dashboard/', '/docs'])('the page %s', (path) => {
  let instance: TestInstance;
  let html: string;
  let policy: string;

  beforeAll(async () => {
    instance = await startTestInstance();
    const answer = await fetch(instance.url + path);
    html = await answer.text();
    policy = answer.headers.get('content-security-policy') ?? '';
  });
  afterAll(() => instance.destroy());

  it('loads nothing from outside, nor do its style sheets', async () => {
    const own = loadsOf(html);
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter(isOutside)).toEqual([]);
    const sheets = own.filter((url) => url.endsWith('.css'));
    for (const sheet of sheets) {
      const css = await (await fetch(new URL(sheet, instance.url + path))).text();
      expect(loadsOf(css).filter(isOutside)).toEqual([]);
    }
  });

  it('may not load or send anything elsewhere, whatever its scripts say (ASVS 3.4.3–3.4.6)', () => {
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/https?:|\*/);
    expect(/script-src ([^;]+)/.exec(policy)?.[1]).not.toContain('unsafe');
    expect(/connect-src ([^;]+)/.exec(policy)?.[1]).toBe("'self'");
  });
});
