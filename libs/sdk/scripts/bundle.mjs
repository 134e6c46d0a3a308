// Makes what is published: one file per entry as ES modules and as CommonJS, beside the
// declarations that `tsc -b` has written to dist.
import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const entries = ['index', 'react/index', 'offline/index'].filter((entry) =>
  existsSync(join(root, 'src', `${entry}.ts`)),
);

/** Entries use the core as its users do, so that there is one `AppBaseError` to be instance of. */
const shareCore = {
  name: 'share-core',
  setup: (builder) => {
    builder.onResolve({ filter: /^\.\.\/index\.js$/ }, ({ path }) => ({ path, external: true }));
  },
};

rmSync(join(dist, 'cjs'), { recursive: true, force: true });
for (const [format, outdir] of [
  ['esm', dist],
  ['cjs', join(dist, 'cjs')],
]) {
  await build({
    entryPoints: entries.map((entry) => ({ in: join(root, 'src', `${entry}.ts`), out: entry })),
    outdir,
    format,
    bundle: true,
    platform: 'neutral',
    target: 'es2022',
    jsx: 'automatic',
    external: ['react', 'react/jsx-runtime'],
    plugins: [shareCore],
    logLevel: 'warning',
  });
}

// CommonJS callers need declarations that count as CommonJS.
for (const name of readdirSync(dist, { recursive: true })) {
  if (!name.endsWith('.d.ts') || name.startsWith('cjs')) continue;
  cpSync(join(dist, name), join(dist, 'cjs', name));
}
writeFileSync(join(dist, 'cjs', 'package.json'), '{ "type": "commonjs" }\n');
