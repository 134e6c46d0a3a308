// Starts the built control plane for a measurement, on a data folder of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const OPERATOR = { email: 'bench@clinic.example', password: 'a long enough password' };

export async function startMaster(settings = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'appbase-bench-'));
  const master = spawn(process.execPath, [MAIN, 'control-plane'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      APPBASE_DATA_DIR: dataDir,
      APPBASE_PORT: '0',
      APPBASE_APP_PORTS: '22000-22999',
      APPBASE_NETWORK_POOL: '10.218.0.0/16',
      APPBASE_OPERATOR_EMAIL: OPERATOR.email,
      APPBASE_OPERATOR_PASSWORD: OPERATOR.password,
      ...settings,
    },
  });
  const url = await new Promise((resolve, reject) => {
    let text = '';
    master.stdout.on('data', (chunk) => {
      text += chunk;
      const port = /"port":(\d+)[^\n]*"msg":"The AppBase control plane is ready"/.exec(text)?.[1];
      if (port) resolve(`http://127.0.0.1:${port}`);
    });
    master.once('exit', () => reject(new Error(text)));
  });
  const login = await fetch(`${url}/operator/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(OPERATOR),
  });
  const cookie = login.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  const { csrfToken } = (await login.json()).data;
  return {
    pid: master.pid,
    call: async (method, path, body) => {
      const answer = await fetch(url + path, {
        method,
        headers: {
          cookie,
          'x-csrf-token': csrfToken,
          ...(body && { 'content-type': 'application/json' }),
        },
        body: body && JSON.stringify(body),
      });
      const json = await answer.json();
      if (!json.success) throw new Error(`${method} ${path}: ${JSON.stringify(json.error)}`);
      return json.data;
    },
    stop: async () => {
      master.kill('SIGTERM');
      await new Promise((resolve) => master.once('exit', resolve));
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
