// Makes `dist/` from the compiled server: one file a role and what they share. A start reads a few
// files instead of some thousands, which halves its time and saves a third of the idle memory.
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as plugins from './bundle-plugins.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Packages that stay in node_modules: they bring binaries, or files that are served. */
const KEPT = ['better-sqlite3', 'argon2', 'swagger-ui-dist', 'ssh2', '@zxcvbn-ts/language-common'];

await rm(`${root}dist`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { main: 'build/main.js', 'read-worker': 'build/database/read-worker.js' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minify: true,
  legalComments: 'none',
  logLevel: 'error',
  external: KEPT.flatMap((name) => [name, `${name}/*`]),
  plugins: Object.values(plugins),
  // `ascii-output` writes the files.
  write: false,
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
});
