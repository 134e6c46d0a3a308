// Figures of the control plane: creation to healthy, kill to serving again, and what it costs idle.
//   node bench/control-plane.mjs [process|docker] [apps] [kills]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const [runtime = 'process', apps = '20', kills = '30'] = process.argv.slice(2);
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const OPERATOR = { email: 'bench@clinic.example', password: 'a long enough password' };
const dataDir = mkdtempSync(join(tmpdir(), 'appbase-bench-'));

const master = spawn(process.execPath, [MAIN, 'control-plane'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: {
    PATH: process.env.PATH,
    APPBASE_DATA_DIR: dataDir,
    APPBASE_PORT: '0',
    APPBASE_RUNTIME: runtime,
    APPBASE_APP_PORTS: '22000-22999',
    APPBASE_NETWORK_POOL: '10.218.0.0/16',
    APPBASE_OPERATOR_EMAIL: OPERATOR.email,
    APPBASE_OPERATOR_PASSWORD: OPERATOR.password,
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

async function call(method, path, body) {
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
}

function figures(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, worst ${at(1)} ms (n=${sorted.length})`;
}

function cost(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1];
  return { ticks: Number(stat[11]) + Number(stat[12]), megabytes: Math.round(rss / 1024) };
}

try {
  const created = [];
  const times = [];
  for (let index = 0; index < Number(apps); index++) {
    const from = performance.now();
    created.push((await call('POST', '/apps?wait=healthy', { name: `Bench ${index}` })).app);
    times.push(performance.now() - from);
  }
  console.log(`creation to healthy (${runtime}): ${figures(times)}`);

  await sleep(20_000);
  const before = cost(master.pid);
  await sleep(20_000);
  const after = cost(master.pid);
  console.log(
    `control plane with ${apps} idle apps: ${after.megabytes} MB, ` +
      `${(((after.ticks - before.ticks) / 100 / 20) * 100).toFixed(1)} % of a core`,
  );

  const back = [];
  for (let index = 0; index < Number(kills); index++) {
    const { id } = created[index % created.length];
    if (index > 0 && index % created.length === 0) await sleep(11_000);
    const app = await call('GET', `/apps/${id}`);
    const from = performance.now();
    if (runtime === 'process') process.kill(Number(app.instance.id), 'SIGKILL');
    else spawn('docker', ['kill', app.instance.id], { stdio: 'ignore' });
    await sleep(5);
    while ((await call('GET', `/apps/${id}`)).restarts === app.restarts) await sleep(10);
    while (!(await isReady(app.urls.api))) await sleep(10);
    back.push(performance.now() - from);
  }
  console.log(`kill to serving again (${runtime}): ${figures(back)}`);
  for (const { id, slug } of created)
    await call('DELETE', `/apps/${id}?purge=true&confirm=${slug}`);
} finally {
  master.kill('SIGTERM');
  await new Promise((resolve) => master.once('exit', resolve));
  rmSync(dataDir, { recursive: true, force: true });
}

async function isReady(api) {
  try {
    return (await fetch(`${api}/health/ready`)).status === 200;
  } catch {
    return false;
  }
}
