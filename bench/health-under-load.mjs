// One slow request must not stop the others: while four clients list an unindexed collection of
// 100,000 records and four log in, /health is asked, and so is a bare node:http server beside the
// same load. Aim: p99 at most 3 times that of the bare server.
import { createServer } from 'node:http';
import { percentile, report, round } from './support/figures.mjs';
import { fill, signUp, startProgram } from './support/program.mjs';

const RECORDS = Number(process.argv[2] ?? 100_000);
const SECONDS = Number(process.argv[3] ?? 15);

const program = await startProgram();
const bare = createServer((_request, response) => response.end('{"status":"ok"}'));
await new Promise((resolve) => bare.listen(0, '127.0.0.1', resolve));
const bareUrl = `http://127.0.0.1:${bare.address().port}/`;

const headers = await signUp(program.url, 'bench@clinic.example');
await fill(program.url, headers, 'scans', RECORDS, (n) => ({ n, text: `scan ${n % 977}` }));

const end = performance.now() + SECONDS * 1000;
const filter = encodeURIComponent(JSON.stringify({ text: { $contains: 'nothing like it' } }));
const counts = { lists: 0, logins: 0 };
const until = async (work) => {
  while (performance.now() < end) await work();
};
const lists = Array.from({ length: 4 }, () =>
  until(async () => {
    const url = `${program.url}/db/collections/scans?filter=${filter}`;
    await (await fetch(url, { headers })).arrayBuffer();
    counts.lists++;
  }),
);
const logins = Array.from({ length: 4 }, () =>
  until(async () => {
    const response = await fetch(`${program.url}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"email":"bench@clinic.example","password":"bench pass phrase"}',
    });
    await response.arrayBuffer();
    counts.logins++;
  }),
);
const [health, yardstick] = [[], []];
const probes = [
  [`${program.url}/health`, health],
  [bareUrl, yardstick],
].map(([url, durations]) =>
  until(async () => {
    const started = performance.now();
    await (await fetch(url)).arrayBuffer();
    durations.push(performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }),
);
await Promise.all([...lists, ...logins, ...probes]);

const p99 = percentile(health, 0.99);
const bareP99 = percentile(yardstick, 0.99);
report('health-under-load', {
  ...counts,
  healthP99Ms: round(p99),
  bareP99Ms: round(bareP99),
  ratio: round(p99 / bareP99),
});
bare.close();
await program.stop();
