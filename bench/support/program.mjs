// Starts the built program for a measurement, on a data folder of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
export const KEY = `hs_live_${'b'.repeat(40)}`;

/** An instance that has said that it is ready. */
export async function startProgram(settings = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'appbase-bench-'));
  const started = performance.now();
  const child = spawn(process.execPath, [MAIN, 'instance'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      APPBASE_PORT: '0',
      APPBASE_DASHBOARD_PORT: '0',
      APPBASE_DATA_DIR: dataDir,
      APPBASE_API_KEY: KEY,
      APPBASE_ACCESS_TOKEN_TTL: '86400',
      APPBASE_OPERATOR_EMAIL: 'bench@appbase.example',
      APPBASE_OPERATOR_PASSWORD: 'bench pass phrase',
      ...settings,
    },
  });
  const port = await new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const ready = /"port":(\d+)[^\n]*"msg":"AppBase is ready"/.exec(output);
      if (ready !== null) resolve(Number(ready[1]));
    });
    child.once('exit', () => reject(new Error(output)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    dataDir,
    pid: child.pid,
    startedInMs: performance.now() - started,
    memoryMb: () => residentMb(child.pid),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Resident memory of a process in MB (Linux). */
export function residentMb(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024);
}

/** Registers a user; the headers with which to call as them. */
export async function signUp(url, email) {
  const response = await fetch(`${url}/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: 'bench pass phrase' }),
  });
  const { data, error } = await response.json();
  if (data === undefined) throw new Error(error.message);
  return { 'x-api-key': KEY, authorization: `Bearer ${data.accessToken}` };
}

/** Creates `count` records in batches. `make(n)` gives the data of the n-th. */
export async function fill(url, headers, collection, count, make) {
  for (let n = 0; n < count; n += 100) {
    const operations = Array.from({ length: Math.min(100, count - n) }, (_, i) => ({
      op: 'create',
      collection,
      data: make(n + i),
    }));
    const response = await fetch(`${url}/db/batch`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ operations }),
    });
    if (response.status !== 200) throw new Error(await response.text());
    await response.arrayBuffer();
  }
}
