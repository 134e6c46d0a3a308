// Starts each role once, in a folder of its own, so that Node keeps its compiled code in
// `compile-cache` beside the program (`src/main.ts`). A start without it works and takes longer.
// Argument: the program, `dist/main.js` unless given. The code is good for this version of Node.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = process.argv[2] ?? fileURLToPath(new URL('../dist/main.js', import.meta.url));

await Promise.all(['instance', 'control-plane'].map(startOnce));

function startOnce(role) {
  const data = mkdtempSync(join(tmpdir(), 'appbase-build-'));
  const child = spawn(process.execPath, [main, role], {
    env: {
      ...process.env,
      APPBASE_DATA_DIR: data,
      APPBASE_PORT: '0',
      APPBASE_DASHBOARD_PORT: '0',
      APPBASE_RUNTIME: 'process',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  child.stdout.on('data', (chunk) => {
    said += chunk;
    if (said.includes('is ready')) child.kill('SIGTERM');
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      rmSync(data, { recursive: true, force: true });
      if (code === 0) resolve();
      else
        reject(new Error(`${role} did not start and stop while its code was compiled:\n${said}`));
    });
  });
}
