// What sharing costs a list: 100,000 records in 50 wards under the rule "ward in my groups" with an
// index on `ward`, beside as many records of 50 owners under the default rule. Pages of 20 without a
// total. Aim: at least 0.7 of the owner-scoped list.
import { Agent, request } from 'node:http';
import { median, report, round } from './support/figures.mjs';
import { fill, signUp, startProgram } from './support/program.mjs';
import {
  ALL_WARDS,
  makeWards,
  send,
  signInOperator,
  WARD_RULES,
  wardOf,
  WARDS,
} from './support/wards.mjs';

const RECORDS = Number(process.argv[2] ?? 100_000);
const ROUNDS = Number(process.argv[3] ?? 5);
const ROUND_MS = 2000;
const CONNECTIONS = 8;

const program = await startProgram();
const { url } = program;
const operator = await signInOperator(url);
const wards = await makeWards(url, operator);
await send(`${url}/admin/collections/patients`, 'PUT', operator, {
  access: WARD_RULES,
  indexes: [{ fields: ['ward'] }],
});
const filler = await wards.nurse('filler@clinic.example', ALL_WARDS);
await fill(url, filler, 'patients', RECORDS, (n) => ({ n, ward: wardOf(n), name: `patient ${n}` }));
const nurse = await wards.nurse('nurse@clinic.example', ['ward-7']);
let owner;
for (let n = 0; n < WARDS; n++) {
  owner = await signUp(url, `owner-${n}@clinic.example`);
  const data = (i) => ({ n: i, ward: wardOf(n), name: `patient ${i}` });
  await fill(url, owner, 'notes', RECORDS / WARDS, data);
}
for (;;) {
  const { data } = await send(`${url}/admin/collections/patients`, 'GET', operator);
  if (data.indexes.every(({ state }) => state === 'ready')) break;
  await new Promise((resolve) => setTimeout(resolve, 200));
}

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
const get = (path, headers) =>
  new Promise((resolve, reject) => {
    const call = request(url + path, { agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode, body: Buffer.concat(chunks) }),
      );
    });
    call.on('error', reject).end();
  });
const listOf = (collection, headers) => () =>
  get(`/db/collections/${collection}?limit=20&total=false`, headers);
const measure = async (list) => {
  const end = performance.now() + ROUND_MS;
  let done = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < end) {
        await list();
        done++;
      }
    }),
  );
  return done / (ROUND_MS / 1000);
};

const shared = listOf('patients', nurse);
const owned = listOf('notes', owner);
for (const list of [shared, owned]) {
  const { status, body } = await list();
  const { items } = JSON.parse(body).data;
  if (status !== 200 || items.length !== 20) throw new Error(`not a page of 20: ${body}`);
  await measure(list);
}
const rates = { shared: [], owned: [] };
for (let round = 0; round < ROUNDS; round++) {
  rates.owned.push(await measure(owned));
  rates.shared.push(await measure(shared));
}
agent.destroy();
const ratio = median(rates.shared.map((rate, n) => rate / rates.owned[n]));
report('shared-list', {
  records: RECORDS,
  wards: WARDS,
  ownedPerSecond: Math.round(median(rates.owned)),
  sharedPerSecond: Math.round(median(rates.shared)),
  ratio: round(ratio),
  aim: 0.7,
  ok: ratio >= 0.7,
});
await program.stop();
