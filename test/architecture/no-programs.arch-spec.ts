import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
  .map((name) => ({ name, text: readFileSync(join(SRC, name), 'utf8') }));
const matching = (pattern: RegExp) =>
  files.filter(({ text }) => pattern.test(text)).map(({ name }) => name);

/** They ask V8 for its garbage collector, with a text that stands there. */
const ASK_FOR_GC = ['common/garbage.ts', 'storage/transfer/spent-buffers.ts'];
/** What the control plane alone starts, with arguments in a list. */
const STARTS_PROGRAMS = /^orchestration\//;

describe('programs and code that are not ours', () => {
  it('are started by the control plane’s orchestration alone (ASVS 1.2.5)', () => {
    const starting = matching(/['"](?:node:)?(?:child_process|cluster)['"]/);
    expect(starting.length).toBeGreaterThan(0);
    expect(starting.filter((name) => !STARTS_PROGRAMS.test(name))).toEqual([]);
  });

  it('are never given to a shell (ASVS 1.2.5)', () => {
    expect(
      matching(/import\s*\{[^}]*\bexec(?:Sync)?\b[^}]*\}\s*from\s*['"](?:node:)?child_/),
    ).toEqual([]);
    expect(matching(/\bshell:\s*(?:true|['"`])/)).toEqual([]);
  });

  it('are never made of text (ASVS 1.3.2)', () => {
    const made = matching(/\beval\s*\(|\bnew\s+Function\s*\(|['"](?:node:)?vm['"]/);
    expect(made.filter((name) => !ASK_FOR_GC.includes(name))).toEqual([]);
    for (const { text } of files.filter(({ name }) => ASK_FOR_GC.includes(name))) {
      expect(text.match(/runIn\w+\([^)]*\)/g)).toEqual(["runInNewContext('gc')"]);
    }
  });

  it('are found by these patterns (the control)', () => {
    expect(/\beval\s*\(|\bnew\s+Function\s*\(/.test("new Function('x')")).toBe(true);
    expect(/\bshell:\s*(?:true|['"`])/.test("{ shell: '/bin/sh' }")).toBe(true);
  });
});
