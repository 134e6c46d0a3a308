// What an app at full load does to another one on the same machine (Docker, with its limits).
// B reads and writes one after another; A does its worst. Aim: B's p99 of reads ≤ 2 × idle.
//   node bench/neighbour.mjs [seconds of each part]
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { percentile, round } from './support/figures.mjs';
import { startMaster } from './support/master.mjs';

const SELF = fileURLToPath(import.meta.url);
/** Nothing an index helps with: every record is read, parsed and compared. */
const WORST = encodeURIComponent(
  JSON.stringify({ $or: [{ text: { $contains: 'zzz' } }, { 'a.b.c': { $gt: 5 } }] }),
);
const UPLOAD_BYTES = 40 * 1024 * 1024;

if (process.argv[2] === 'load') await load(...process.argv.slice(3));
else await measure(Number(process.argv[2] ?? 10));

async function measure(seconds) {
  const { call, stop } = await startMaster({ APPBASE_RUNTIME: 'docker' });
  try {
    const [a, b] = [await app(call, 'Loud'), await app(call, 'Quiet')];
    await fill(a, 20_000);
    const id = await fill(b, 1000);
    await sleep(3000);
    const idle = await figures(b, id, seconds);
    print('idle', idle, idle);
    for (const kind of ['filter', 'upload', 'crash']) {
      const child = spawn(process.execPath, [SELF, 'load', kind, JSON.stringify(a)], {
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      await sleep(2000);
      const [now, stats] = await Promise.all([
        figures(b, id, seconds),
        sleep(1000).then(() => call('GET', `/apps/${a.id}/stats`)),
      ]);
      print(`${kind} (A takes ${stats.cpuPercent ?? 0} % of a core)`, now, idle);
      child.kill('SIGKILL');
      await sleep(3000);
    }
    for (const { id: appId, slug } of [a, b]) {
      await call('DELETE', `/apps/${appId}?purge=true&confirm=${slug}`);
    }
  } finally {
    await stop();
  }
}

function print(name, now, idle) {
  const part = (what) =>
    `${what} p50 ${round(now[what].p50)} ms, p99 ${round(now[what].p99)} ms ` +
    `(${round(now[what].p99 / idle[what].p99)} × idle, n=${now[what].n})`;
  console.log(`${name}: ${part('read')}; ${part('write')}`);
}

async function app(call, name) {
  const { app: made, apiKey } = await call('POST', '/apps?wait=healthy', { name });
  const url = `http://${made.instance.address}`;
  const headers = { 'x-api-key': apiKey.value, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/auth/register`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ email: 'bench@appbase.example', password: 'bench pass phrase 7' }),
  });
  headers.authorization = `Bearer ${(await answer.json()).data.accessToken}`;
  return { id: made.id, slug: made.slug, url, headers, container: made.instance.id };
}

async function fill({ url, headers }, count) {
  let last;
  for (let n = 0; n < count; n += 100) {
    const operations = Array.from({ length: 100 }, (_, i) => ({
      op: 'create',
      collection: 'notes',
      data: { text: `note ${n + i} ${'lorem ipsum '.repeat(20)}`, a: { b: { c: -1 } } },
    }));
    const body = JSON.stringify({ operations });
    const answer = await fetch(`${url}/db/batch`, { method: 'POST', headers, body });
    const json = await answer.json();
    if (!json.success) throw new Error(JSON.stringify(json));
    last = json.data.results?.at(-1)?.record?.id ?? json.data.results?.at(-1)?.id ?? last;
  }
  const list = await (await fetch(`${url}/db/collections/notes?limit=1`, { headers })).json();
  return last ?? list.data.items[0].id;
}

async function figures({ url, headers }, id, seconds) {
  const read = [];
  const write = [];
  const end = performance.now() + seconds * 1000;
  const timed = async (into, path, options) => {
    const from = performance.now();
    const answer = await fetch(url + path, { headers, ...options });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    into.push(performance.now() - from);
  };
  for (let n = 0; performance.now() < end; n++) {
    await timed(read, `/db/collections/notes/${id}`);
    await sleep(4);
    if (n % 5 === 0) {
      const body = JSON.stringify({ data: { text: 'one more' } });
      await timed(write, '/db/collections/notes', { method: 'POST', body });
    }
  }
  const of = (times) => ({
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    n: times.length,
  });
  return { read: of(read), write: of(write) };
}

/** The child that makes one app as loud as it can be. */
async function load(kind, text) {
  const { url, headers, container } = JSON.parse(text);
  const again = async (work) => {
    for (;;) await work().catch(() => sleep(100));
  };
  const send = async (path, options) => {
    const answer = await fetch(url + path, { headers, ...options });
    await answer.arrayBuffer();
  };
  if (kind === 'filter') {
    const path = `/db/collections/notes?limit=100&filter=${WORST}`;
    await Promise.all(Array.from({ length: 16 }, () => again(() => send(path))));
  }
  if (kind === 'upload') {
    const { 'content-type': _type, ...plain } = headers;
    const bytes = new Blob([new Uint8Array(UPLOAD_BYTES)]);
    await Promise.all(
      Array.from({ length: 2 }, () =>
        again(async () => {
          const body = new FormData();
          body.set('file', bytes, 'big.bin');
          await send('/storage/buckets/big/upload', { method: 'POST', headers: plain, body });
        }),
      ),
    );
  }
  await again(async () => {
    await new Promise((resolve) => {
      spawn('docker', ['kill', container], { stdio: 'ignore' }).once('exit', resolve);
    });
    await sleep(50);
  });
}
