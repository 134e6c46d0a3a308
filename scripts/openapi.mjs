// `npm run openapi`: writes docs/openapi*.json from the routes of the built program (`npm run build`).
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './prepare.mjs';

await write('instance', 'openapi.json');
await write('control-plane', 'openapi-control-plane.json');

async function write(role, name) {
  const data = mkdtempSync(join(tmpdir(), 'appbase-openapi-'));
  const program = spawn(process.execPath, [join(root, 'dist/main.js'), role], {
    env: {
      APPBASE_DATA_DIR: data,
      APPBASE_PORT: '0',
      APPBASE_DASHBOARD_PORT: '0',
      APPBASE_RUNTIME: 'process',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const document = await fetch(`http://127.0.0.1:${await portOf(program)}/docs/json`);
    const text = JSON.stringify(await document.json(), undefined, 2);
    writeFileSync(join(root, 'docs', name), `${text}\n`);
  } finally {
    program.kill();
    await new Promise((resolve) => program.once('exit', resolve));
    rmSync(data, { recursive: true });
  }
}

/** The port stands in the log line that says that the program is ready. */
async function portOf(program) {
  let log = '';
  for await (const chunk of program.stdout) {
    log += chunk;
    const port = /"port":(\d+)/.exec(log)?.[1];
    if (port !== undefined) return port;
  }
  throw new Error(`The program did not start:\n${log}`);
}
