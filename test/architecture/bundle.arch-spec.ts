import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const DIST = join(import.meta.dirname, '../../dist');
const files = readdirSync(DIST)
  .filter((name) => name.endsWith('.js'))
  .map((name) => ({ name, text: readFileSync(join(DIST, name), 'utf8') }));

// What an idle instance weighs hangs on these: see ADR 0012.
describe('the bundled server', () => {
  it('is ASCII, so that V8 keeps a byte a letter', () => {
    // eslint-disable-next-line no-control-regex
    expect(files.filter(({ text }) => /[^\x00-\x7f]/.test(text)).map(({ name }) => name)).toEqual(
      [],
    );
  });

  it('imports no built-in module whose every export would load much', () => {
    const importing = /(?:from|import)\s*["'](?:node:)?(?:http|tls|http2)["']/;
    expect(files.filter(({ text }) => importing.test(text)).map(({ name }) => name)).toEqual([]);
  });

  it('makes no date formatter while it loads', () => {
    const atOnce = /[^>]new Intl\.DateTimeFormat\(void 0/;
    expect(files.filter(({ text }) => atOnce.test(text)).map(({ name }) => name)).toEqual([]);
  });
});
