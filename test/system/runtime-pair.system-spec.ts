import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

/** 600 on demand (`PAIR_SECONDS=600`); fewer when all tests run. */
const SECONDS = Number(process.env['PAIR_SECONDS'] ?? 5);
const SCRIPT = fileURLToPath(new URL('../support/fresh-statements.mjs', import.meta.url));

it(
  `Node and the driver live together for ${SECONDS} s of fresh statements and collections (reliability: runtime pair)`,
  async () => {
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ['--expose-gc', SCRIPT, String(SECONDS)]);
    expect(Number(stdout)).toBeGreaterThan(1_000);
  },
  60_000 + SECONDS * 2_000,
);
