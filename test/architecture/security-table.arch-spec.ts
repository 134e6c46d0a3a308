import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

it.each([
  ['docs/security.md', 50],
  ['docs/reliability.md', 15],
])('%s names only tests that exist', (path, least) => {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const named = [...text.matchAll(/`((?:test|src|libs)\/[^`]+)`/g)].map(([, name]) => name!);
  expect(named.length).toBeGreaterThan(least);
  expect(named.filter((name) => !existsSync(join(ROOT, name)))).toEqual([]);
});
