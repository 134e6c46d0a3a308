// Collects what runs in production into one folder: the bundled server, the web consoles, and the
// few packages that are not bundled because they bring binaries or files that are served.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = process.argv[2];
if (out === undefined) throw new Error('Say where: node scripts/pack.mjs <folder>');

const PACKAGES = [
  'better-sqlite3',
  'argon2',
  'swagger-ui-dist',
  'ssh2',
  '@zxcvbn-ts/language-common',
];
const FOLDERS = ['dist', 'libs/dashboard/dist'];
/** Parts of a package that no running server reads. */
const UNREAD = /\/(deps|src\/(?!passwords)|test|docs?|\.github)(\/|$)|\.(map|md|ts|gyp|cc|h)$/;

rmSync(out, { recursive: true, force: true });
for (const folder of FOLDERS) {
  if (existsSync(join(root, folder)))
    cpSync(join(root, folder), join(out, folder), { recursive: true });
}
mkdirSync(join(out, 'scripts'), { recursive: true });
cpSync(join(root, 'scripts/healthcheck.mjs'), join(out, 'scripts/healthcheck.mjs'));
const { name, version, license } = read(root);
writeFileSync(
  join(out, 'package.json'),
  JSON.stringify({ name, version, license, type: 'module' }),
);
const done = new Set();
for (const wanted of PACKAGES) take(wanted, root);

/** Copies a package and what it depends on. */
function take(wanted, from) {
  const folder = find(wanted, from);
  if (folder === undefined || done.has(folder)) return;
  done.add(folder);
  const target = join(out, folder.slice(root.length));
  cpSync(folder, target, {
    recursive: true,
    filter: (path) => {
      const inside = path.slice(folder.length);
      return !inside.startsWith('/node_modules') && !UNREAD.test(inside);
    },
  });
  dropOtherPlatforms(join(target, 'prebuilds'));
  for (const needed of Object.keys(read(folder).dependencies ?? {})) take(needed, folder);
}

function dropOtherPlatforms(prebuilds) {
  if (!existsSync(prebuilds)) return;
  for (const entry of readdirSync(prebuilds)) {
    const [platform, arch] = entry.replace(/\.node$/, '').split('-');
    if (platform !== process.platform || arch !== process.arch) {
      rmSync(join(prebuilds, entry), { recursive: true });
    }
  }
}

function find(wanted, from) {
  const places = createRequire(join(from, 'package.json')).resolve.paths(wanted) ?? [];
  return places
    .map((place) => join(place, wanted))
    .find((path) => existsSync(join(path, 'package.json')));
}

function read(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
