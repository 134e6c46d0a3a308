// What others notice while a setting is made for a large collection: requests at a steady rate before
// and while an index, unique fields, a search or a schema is built, in one run; killed in the middle
// and started again, it goes on where it was. Aim: the p99 while building is at most 3 times the idle
// one.
//   node bench/upkeep.mjs [records] [index|unique|search|schema] [seconds] [folder of the seed]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'node:http';
import { percentile, report, round } from './support/figures.mjs';
import { KEY, startProgram } from './support/program.mjs';
import { copyOf, seed, signInOwner } from './support/seed.mjs';
import { send, signInOperator } from './support/wards.mjs';

const RECORDS = Number(process.argv[2] ?? 100_000);
const SETTING = process.argv[3] ?? 'index';
const SECONDS = Number(process.argv[4] ?? 30);
const RATE = 150;
const SETTINGS = {
  index: { indexes: [{ fields: ['ward'], sort: '-data.n' }] },
  unique: { unique: [{ fields: ['number'], scope: 'collection' }] },
  search: { search: ['title', 'text'] },
  schema: {
    schema: {
      type: 'object',
      properties: { number: { type: 'string', pattern: '^P-[0-9]+$' }, n: { type: 'integer' } },
      required: ['number', 'ward', 'title', 'text'],
    },
  },
};

const work = mkdtempSync(join(tmpdir(), 'appbase-bench-'));
const seeded = process.argv[5] ?? join(work, 'seed');
await seed(seeded, RECORDS);
const folder = copyOf(seeded, join(work, 'data'));
const start = () => startProgram({ APPBASE_DATA_DIR: folder });
let program = await start();
let operator = await signInOperator(program.url);
let owner = await signInOwner(program.url, 7, KEY);
const agent = new Agent({ keepAlive: true });

const call = (method, path, body) =>
  new Promise((resolve, reject) => {
    const headers = { ...owner, ...(body && { 'content-type': 'application/json' }) };
    const sent = request(program.url + path, { agent, method, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    sent.on('error', reject).end(body);
  });
const { data: page } = await send(
  `${program.url}/db/collections/big?limit=100&total=false`,
  'GET',
  owner,
);
const ids = page.items.map(({ id }) => id);
let calls = 0;
let created = RECORDS;
/** Seven gets, two lists and a create of ten. */
const next = () => {
  const n = calls++ % 10;
  if (n === 9) {
    const data = { n: -1, ward: 'ward-new', number: `P-${created++}`, title: 'new', text: 'new' };
    return {
      kind: 'create',
      answer: call('POST', '/db/collections/big', JSON.stringify({ data })),
    };
  }
  if (n % 5 === 3) {
    return { kind: 'list', answer: call('GET', '/db/collections/big?limit=20&total=false') };
  }
  return { kind: 'get', answer: call('GET', `/db/collections/big/${ids[calls % ids.length]}`) };
};

/** Asks at a steady rate, whether answers come or not, until `done`; the time each answer took. */
async function ask(done) {
  const took = { get: [], list: [], create: [] };
  const pending = [];
  const began = performance.now();
  for (let n = 0; !done(); n++) {
    const due = began + (n * 1000) / RATE;
    const early = due - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    const { kind, answer } = next();
    pending.push(
      answer.then((status) => {
        if (status >= 300) throw new Error(`${kind} was answered ${status}`);
        took[kind].push(performance.now() - due);
      }),
    );
  }
  await Promise.all(pending);
  return took;
}
const after = (seconds) => {
  const end = performance.now() + seconds * 1000;
  return () => performance.now() >= end;
};
const p99 = (took) =>
  Object.fromEntries(
    Object.entries({ ...took, all: Object.values(took).flat() }).map(([kind, all]) => [
      kind,
      round(percentile(all, 0.99)),
    ]),
  );

const settings = () => `${program.url}/admin/collections/big`;
const progress = async () => {
  const { data } = await send(settings(), 'GET', operator);
  const all = [...(data.indexes ?? []), ...(data.upkeep ?? [])];
  return {
    state: all.find(({ state }) => state !== 'ready')?.state ?? 'ready',
    progress: Math.min(1, ...all.map((one) => one.progress)),
  };
};
const declare = () => send(settings(), 'PUT', operator, SETTINGS[SETTING]);

await ask(after(5));
const idle = p99(await ask(after(15)));
const steps = [];
let ready = false;
let over = false;
let failure;
const declared = declare().catch((error) => (failure = error));
const watching = (async () => {
  while (!ready && !over) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const now = await progress();
    steps.push(now.progress);
    ready = now.state === 'ready' && steps.length > 1;
  }
})();
const limit = after(SECONDS);
const began = performance.now();
const building = p99(await ask(() => ready || limit()));
const seconds = (performance.now() - began) / 1000;
const finished = ready;
const atKill = steps.at(-1);
over = true;
await watching;

let resumed;
if (!finished) {
  process.kill(program.pid, 'SIGKILL');
  agent.destroy();
  await new Promise((resolve) => setTimeout(resolve, 500));
  program = await start();
  operator = await signInOperator(program.url);
  const first = await progress();
  await new Promise((resolve) => setTimeout(resolve, 5000));
  resumed = { first: first.progress, later: (await progress()).progress };
}
await declared;
if (failure !== undefined && finished) throw failure;
const ratio = round(building.all / idle.all);
report('upkeep', {
  setting: SETTING,
  records: RECORDS,
  idleP99Ms: idle,
  buildingP99Ms: building,
  ratio,
  aim: 3,
  ok: ratio <= 3,
  seconds: round(seconds, 1),
  finished,
  progress: [steps[0], steps[Math.floor(steps.length / 2)], atKill],
  ...(resumed && { resumed }),
});
await program.stop();
rmSync(work, { recursive: true, force: true });
