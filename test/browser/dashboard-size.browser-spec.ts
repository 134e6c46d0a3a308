import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DIST, buildDashboard } from '../support/dashboard.js';

interface Chunk {
  file: string;
  isEntry?: boolean;
  isDynamicEntry?: boolean;
  imports?: string[];
  dynamicImports?: string[];
}

const KB = 1024;
/** The code editor is loaded when one is first shown, by no screen as such. */
const EDITOR = 'src/kit/code/editor.ts';

describe('the size of the dashboard', () => {
  let chunks: Record<string, Chunk>;
  beforeAll(() => {
    buildDashboard();
    chunks = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8')) as typeof chunks;
  });

  /** What is loaded with a chunk: itself and what it imports, without what is there already. */
  const closure = (names: string[], without = new Set<string>()): Set<string> => {
    const seen = new Set<string>();
    const visit = (name: string) => {
      if (seen.has(name) || without.has(name)) return;
      seen.add(name);
      chunks[name]?.imports?.forEach(visit);
    };
    names.forEach(visit);
    return seen;
  };
  const gzipped = (names: Iterable<string>) =>
    [...names]
      .map((name) => chunks[name]!.file)
      .filter((file) => file.endsWith('.js'))
      .reduce((sum, file) => sum + gzipSync(readFileSync(join(DIST, file))).length, 0);
  const PAGES = ['index.html', 'console.html'];

  it.each(PAGES)('%s starts with at most 250 KB of JavaScript (console.md)', (page) => {
    expect(chunks[page]?.isEntry).toBe(true);
    expect(gzipped(closure([page]))).toBeLessThan(250 * KB);
  });

  it('loads at most 100 KB more for any screen or part of one', () => {
    const initial = closure(['index.html']);
    const parts = Object.keys(chunks).filter((name) => chunks[name]?.isDynamicEntry);
    expect(parts.length).toBeGreaterThan(12);
    const tooLarge = parts
      .filter((name) => name !== EDITOR)
      .filter((name) => gzipped(closure([name], initial)) > 100 * KB);
    expect(tooLarge).toEqual([]);
    expect(gzipped(closure([EDITOR], initial))).toBeLessThan(150 * KB);
  });

  it.each(PAGES)('%s inlines nothing that the policy of the page would refuse', (name) => {
    const page = readFileSync(join(DIST, name), 'utf8');
    expect(page).not.toMatch(/<style|style="|<script(?![^>]*src=)|https?:\/\//);
    const styles = Object.values(chunks).flatMap(({ file }) =>
      file.endsWith('.css') ? [file] : [],
    );
    for (const file of styles)
      expect(readFileSync(join(DIST, file), 'utf8')).not.toMatch(/url\((?:data|https?):/);
  });
});
