// Events under rules: 1,000 subscribers in 50 groups, 100 writes a second. Each must get the events of
// its ward, all of them and no others. Aim: p99 from write to arrival at most 250 ms.
import { Agent, request } from 'node:http';
import { percentile, report, round } from './support/figures.mjs';
import { startProgram } from './support/program.mjs';
import {
  ALL_WARDS,
  makeWards,
  send,
  signInOperator,
  WARD_RULES,
  wardOf,
  WARDS,
} from './support/wards.mjs';

const SUBSCRIBERS = Number(process.argv[2] ?? 1000);
const SECONDS = Number(process.argv[3] ?? 10);
const WRITES_PER_SECOND = 100;

const program = await startProgram();
const { url } = program;
const operator = await signInOperator(url);
const wards = await makeWards(url, operator);
await send(`${url}/admin/collections/patients`, 'PUT', operator, { access: WARD_RULES });
const writer = await wards.nurse('writer@clinic.example', ALL_WARDS);
const nurses = [];
for (let n = 0; n < WARDS; n++) {
  nurses.push(await wards.nurse(`nurse-${n}@clinic.example`, [wardOf(n)]));
}

const durations = [];
let wrong = 0;
let heard = 0;
const agent = new Agent({ maxSockets: Infinity });
const streams = await Promise.all(
  Array.from({ length: SUBSCRIBERS }, (_, index) => subscribe(index % WARDS)),
);

function subscribe(ward) {
  return new Promise((resolve, reject) => {
    const call = request(
      `${url}/db/collections/patients/subscribe`,
      { agent, headers: nurses[ward] },
      (response) => {
        if (response.statusCode !== 200) reject(new Error(`subscribe: ${response.statusCode}`));
        let text = '';
        response.setEncoding('utf8');
        response.once('data', () => resolve(call));
        response.on('error', () => undefined);
        response.on('data', (chunk) => {
          text += chunk;
          const blocks = text.split('\n\n');
          text = blocks.pop();
          for (const block of blocks) hear(ward, block);
        });
      },
    );
    call.on('error', reject).end();
  });
}

function hear(ward, block) {
  const line = block.split('\n').find((part) => part.startsWith('data: '));
  if (line === undefined) return;
  const { record } = JSON.parse(line.slice(6));
  heard++;
  if (record.data.ward !== wardOf(ward)) wrong++;
  durations.push(performance.now() - record.data.at);
}

const writes = SECONDS * WRITES_PER_SECOND;
const started = performance.now();
const pending = [];
for (let n = 0; n < writes; n++) {
  const due = started + (n * 1000) / WRITES_PER_SECOND;
  const wait = due - performance.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  const data = { n, ward: wardOf(n), at: performance.now() };
  pending.push(send(`${url}/db/collections/patients`, 'POST', writer, { data }));
}
await Promise.all(pending);
const expected = Array.from({ length: SUBSCRIBERS }, (_, index) => index % WARDS).reduce(
  (sum, ward) => sum + Math.floor(writes / WARDS) + (ward < writes % WARDS ? 1 : 0),
  0,
);
const giveUp = performance.now() + 10_000;
while (heard < expected && performance.now() < giveUp) {
  await new Promise((resolve) => setTimeout(resolve, 50));
}
for (const call of streams) call.destroy();
const p99 = percentile(durations, 0.99);
report('shared-subscribers', {
  subscribers: SUBSCRIBERS,
  groups: WARDS,
  writes,
  lost: expected - heard,
  tooMany: wrong,
  p50Ms: round(percentile(durations, 0.5), 1),
  p99Ms: round(p99, 1),
  aimMs: 250,
  ok: heard === expected && wrong === 0 && p99 <= 250,
});
await program.stop();
