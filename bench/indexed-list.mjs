// A list of 20 with a filter on a declared index, while the collection grows by the records of
// others. Aim: the median stays within 1.5 times.
import { median, report, round } from './support/figures.mjs';
import { fill, signUp, startProgram } from './support/program.mjs';

const SIZES = (process.argv[2] ?? '1000,100000').split(',').map(Number);
const LISTS = 300;

const program = await startProgram();
const json = { 'content-type': 'application/json' };
const login = await fetch(`${program.url}/operator/login`, {
  method: 'POST',
  headers: json,
  body: JSON.stringify({ email: 'bench@appbase.example', password: 'bench pass phrase' }),
});
const { csrfToken } = (await login.json()).data;
const operator = {
  ...json,
  cookie: login.headers.getSetCookie()[0].split(';')[0],
  'x-csrf-token': csrfToken,
};
const settings = `${program.url}/admin/collections/lists`;
await fetch(settings, {
  method: 'PUT',
  headers: operator,
  body: '{"indexes":[{"fields":["ward"]}]}',
});

const [mine, others] = [
  await signUp(program.url, 'a@b.example'),
  await signUp(program.url, 'c@d.example'),
];
const make = (n) => ({ ward: `w${n % 50}`, n });
await fill(program.url, mine, 'lists', 1000, make);
const url = `${program.url}/db/collections/lists?limit=20&filter=${encodeURIComponent('{"ward":"w7"}')}`;
const medians = [];
let stored = 0;
for (const size of SIZES) {
  await fill(program.url, others, 'lists', size - stored, make);
  stored = size;
  // The first lists warm both programs up.
  await listDurations();
  medians.push(median(await listDurations()));
}
report('indexed-list', {
  sizes: SIZES,
  medianMs: medians.map((value) => round(value)),
  ratio: round(medians.at(-1) / medians[0]),
});
await program.stop();

async function listDurations() {
  const durations = [];
  for (let n = 0; n < LISTS; n++) {
    const started = performance.now();
    await (await fetch(url, { headers: mine })).arrayBuffer();
    durations.push(performance.now() - started);
  }
  return durations;
}
