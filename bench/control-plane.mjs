// Figures of the control plane: creation to healthy, kill to serving again, and what it costs idle.
//   node bench/control-plane.mjs [process|docker] [apps] [kills]
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMaster } from './support/master.mjs';

const [runtime = 'process', apps = '20', kills = '30'] = process.argv.slice(2);
const { pid, call, stop } = await startMaster({ APPBASE_RUNTIME: runtime });

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
  const before = cost(pid);
  await sleep(20_000);
  const after = cost(pid);
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
  await stop();
}

async function isReady(api) {
  try {
    return (await fetch(`${api}/health/ready`)).status === 200;
  } catch {
    return false;
  }
}
