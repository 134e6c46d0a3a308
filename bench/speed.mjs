// Get by id and durable create at 32 connections, beside bare node:http with the same SQLite work.
// The two take turns, so that what else the machine does hits both. Aims: 0.5 and 0.6 of bare.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, percentile, report, round } from './support/figures.mjs';
import { load, requestText } from './support/load.mjs';
import { signUp, startProgram } from './support/program.mjs';

const ROUNDS = Number(process.argv[2] ?? 5);
const ROUND_MS = Number(process.argv[3] ?? 3000);
const BODY = JSON.stringify({ data: { title: 'a note', done: false, n: 42, tags: ['a', 'b'] } });
const PATH = '/db/collections/bench';

const folder = mkdtempSync(join(tmpdir(), 'appbase-bare-'));
const bareProcess = spawn(
  process.execPath,
  [fileURLToPath(new URL('./support/bare-server.mjs', import.meta.url)), folder],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const barePort = await new Promise((resolve) =>
  bareProcess.stdout.once('data', (chunk) => resolve(Number(String(chunk)))),
);
const program = await startProgram();
const headers = await signUp(program.url, 'speed@clinic.example');
const servers = {
  bare: { port: barePort, headers: {} },
  appbase: { port: program.port, headers },
};

for (const server of Object.values(servers)) {
  const response = await fetch(`http://127.0.0.1:${server.port}${PATH}`, {
    method: 'POST',
    headers: { ...server.headers, 'content-type': 'application/json' },
    body: BODY,
  });
  server.id = (await response.json()).data.id;
}

for (const [name, method, status] of [
  ['get', 'GET', 200],
  ['create', 'POST', 201],
]) {
  const figures = { bare: [], appbase: [] };
  const durations = [];
  for (let round_ = 0; round_ <= ROUNDS; round_++) {
    for (const [who, server] of Object.entries(servers)) {
      const path = method === 'GET' ? `${PATH}/${server.id}` : PATH;
      const text = requestText(method, path, server.headers, method === 'GET' ? '' : BODY);
      const result = await load({ port: server.port, ms: ROUND_MS, request: () => text, status });
      if (round_ === 0) continue;
      figures[who].push(result.perSecond);
      if (who === 'appbase') durations.push(...result.durations);
    }
  }
  const ratios = figures.appbase.map((value, at) => value / figures.bare[at]);
  report(`speed-${name}`, {
    perSecond: Math.round(median(figures.appbase)),
    barePerSecond: Math.round(median(figures.bare)),
    ratio: round(median(ratios)),
    p99Ms: round(percentile(durations, 0.99), 1),
  });
}
await program.stop();
bareProcess.kill();
rmSync(folder, { recursive: true, force: true });
