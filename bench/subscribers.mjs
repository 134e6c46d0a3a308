// Many subscribers of one user: every event reaches each of them, in order. Aim: p99 under 250 ms.
import { request } from 'node:http';
import { percentile, report, round } from './support/figures.mjs';
import { signUp, startProgram } from './support/program.mjs';

const SUBSCRIBERS = Number(process.argv[2] ?? 1000);
const EVENTS = Number(process.argv[3] ?? 50);

const program = await startProgram();
const headers = await signUp(program.url, 'many@clinic.example');
const url = `${program.url}/db/collections/live`;
const delays = [];
let received = 0;
let outOfOrder = 0;
let done;
const all = new Promise((resolve) => (done = resolve));

function subscribe() {
  return new Promise((resolve, reject) => {
    const open = request(`${url}/subscribe`, { headers, agent: false }, (response) => {
      let text = '';
      let last = -1;
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
        const blocks = text.split('\n\n');
        text = blocks.pop();
        for (const block of blocks) {
          const data = /^data: (.*)$/m.exec(block)?.[1];
          if (data === undefined) continue;
          const { n, at } = JSON.parse(data).record.data;
          delays.push(performance.now() - at);
          if (n !== last + 1) outOfOrder++;
          last = n;
          if (++received === SUBSCRIBERS * EVENTS) done();
        }
      });
      response.once('data', () => resolve(open));
    });
    open.on('error', reject);
    open.end();
  });
}
const streams = [];
for (let n = 0; n < SUBSCRIBERS; n += 50) {
  streams.push(
    ...(await Promise.all(Array.from({ length: Math.min(50, SUBSCRIBERS - n) }, subscribe))),
  );
}
for (let n = 0; n < EVENTS; n++) {
  const body = JSON.stringify({ data: { n, at: performance.now() } });
  await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body,
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
}
await Promise.race([all, new Promise((resolve) => setTimeout(resolve, 10_000))]);
report('subscribers', {
  subscribers: SUBSCRIBERS,
  events: EVENTS,
  lost: SUBSCRIBERS * EVENTS - received,
  outOfOrder,
  p99Ms: round(percentile(delays, 0.99), 1),
});
for (const stream of streams) stream.on('error', () => undefined).destroy();
await program.stop();
