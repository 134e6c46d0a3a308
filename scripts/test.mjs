// `npm test`: installs and builds what is due, then runs the tests that need Node alone.
import { spawnSync } from 'node:child_process';
import { build, env, install, root } from './prepare.mjs';

install();
build();
const args = process.argv.slice(2);
const result = spawnSync('npm', ['run', '-s', 'test:unit', '--', ...args], {
  cwd: root,
  env,
  stdio: 'inherit',
});
process.exit(result.status ?? 1);
