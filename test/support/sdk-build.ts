import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const library = join(root, 'libs/sdk');
const stamp = join(library, '.cache/built');
const lock = join(library, '.cache/lock');
const LOCK_LIMIT_MS = 120_000;

/**
 * Builds the client library if its sources have changed since. Test files run side by side, and none
 * may pull what another is using from under its feet: one builds, the others wait and use it.
 */
export async function buildSdk(): Promise<void> {
  mkdirSync(join(library, '.cache'), { recursive: true });
  await take();
  try {
    if (isFresh()) return;
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await run(process.execPath, [tsc, '-b', 'libs/types', 'libs/sdk'], { cwd: root });
    await run(process.execPath, [join(library, 'scripts/bundle.mjs')], { cwd: root });
    writeFileSync(stamp, '');
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

async function take(): Promise<void> {
  for (;;) {
    try {
      mkdirSync(lock);
      return;
    } catch {
      const age = Date.now() - (mtimeOf(lock) ?? Date.now());
      // Whoever held it is gone.
      if (age > LOCK_LIMIT_MS) rmSync(lock, { recursive: true, force: true });
      await new Promise((resume) => setTimeout(resume, 100));
    }
  }
}

function isFresh(): boolean {
  const built = mtimeOf(stamp);
  if (built === undefined || mtimeOf(join(library, 'dist/cjs/index.js')) === undefined)
    return false;
  const sources = readdirSync(join(library, 'src'), { recursive: true }).map((name) =>
    join(library, 'src', name as string),
  );
  const others = ['package.json', 'tsconfig.json', 'scripts/bundle.mjs'];
  return [...sources, ...others.map((name) => join(library, name))].every(
    (path) => (mtimeOf(path) ?? 0) <= built,
  );
}

function mtimeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
