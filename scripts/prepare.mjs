// Brings a checkout into the state in which it runs: installed and built. Does only what is due.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { delimiter, join } from 'node:path';

export const root = fileURLToPath(new URL('..', import.meta.url));
const stamps = join(root, 'node_modules', '.appbase');

/** What the build is made from. */
const SOURCES = [
  'src',
  'libs',
  'scripts',
  'package-lock.json',
  'tsconfig.json',
  '.swcrc',
  'nest-cli.json',
];
const OUTPUTS = ['dist/main.js', 'libs/types/dist/index.js', 'libs/dashboard/dist/index.html'];

/** The environment in which `node` is the pinned one. */
export const env = {
  ...process.env,
  PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`,
};

/** Installs the packages when the lock file has changed since the last time. */
export function install() {
  const wanted = hash(readFileSync(join(root, 'package-lock.json')));
  if (stampOf('installed') === wanted) return;
  say('Installing packages (once, about a minute) …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  setStamp('installed', wanted);
}

/** Builds when a source is newer than the build. */
export function build() {
  const wanted = hash(SOURCES.map((path) => fingerprint(join(root, path))).join('\n'));
  if (stampOf('built') === wanted && OUTPUTS.every((path) => existsSync(join(root, path)))) return;
  say('Building …');
  run('npm', ['run', '-s', 'build']);
  setStamp('built', wanted);
}

/** Runs a command quietly; its output is shown when it fails. */
function run(command, args) {
  const result = spawnSync(command, args, {
    cwd: root,
    env,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error ?? ''}\n`);
  say(`"${command} ${args.join(' ')}" failed`);
  process.exit(1);
}

function fingerprint(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return `${path} ${stat.size} ${stat.mtimeMs}`;
  return readdirSync(path)
    .filter((name) => name !== 'dist' && name !== 'node_modules' && !name.endsWith('.tsbuildinfo'))
    .sort()
    .map((name) => fingerprint(join(path, name)))
    .join('\n');
}

const hash = (data) => createHash('sha256').update(data).digest('hex');
const stampOf = (name) => {
  const path = join(stamps, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
};
function setStamp(name, value) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, name), value);
}

export function say(text) {
  process.stderr.write(`${text}\n`);
}
