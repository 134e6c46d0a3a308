// `npm start`: installs and builds what is due, then runs the product on the pinned Node.
import { spawn } from 'node:child_process';
import { build, env, install, root } from './prepare.mjs';

install();
build();
const child = spawn('node', ['dist/main.js', process.argv[2] ?? 'control-plane'], {
  cwd: root,
  env,
  stdio: 'inherit',
});
// A terminal's Ctrl-C reaches the child by itself; a signal to this process alone is passed on.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
