// Logins per second beside what the hash itself allows at the same concurrency. Aim: at least 0.8.
// Both run in turns in one run, so that a busy machine slows both. All logins together stay below
// the 300 a minute that one address has.
import argon2 from 'argon2';
import { availableParallelism } from 'node:os';
import { median, report, round } from './support/figures.mjs';
import { signUp, startProgram } from './support/program.mjs';

const ROUNDS = Number(process.argv[2] ?? 5);
const LOGINS = Number(process.argv[3] ?? 40);
/** As many hashes at once as the server allows itself: one core stays free for requests. */
const SLOTS = Math.max(1, availableParallelism() - 1);
const CLIENTS = 4;
const PASSWORD = 'bench pass phrase';
const HASHING = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const program = await startProgram();
const emails = Array.from({ length: CLIENTS }, (_, n) => `login-${n}@bench.example`);
for (const email of emails) await signUp(program.url, email);
const hash = await argon2.hash(PASSWORD, HASHING);

const bare = () => perSecond(SLOTS, () => argon2.verify(hash, PASSWORD));
const logins = () => perSecond(CLIENTS, (client) => login(emails[client]));

await bare();
await logins();
const ratios = [];
const rates = { logins: [], bare: [] };
for (let turn = 0; turn < ROUNDS; turn++) {
  rates.bare.push(await bare());
  rates.logins.push(await logins());
  ratios.push(rates.logins.at(-1) / rates.bare.at(-1));
}
report('logins', {
  loginsPerSecond: round(median(rates.logins), 1),
  hashesPerSecond: round(median(rates.bare), 1),
  ratio: round(median(ratios)),
  aim: 0.8,
});
await program.stop();

/** Runs `work` LOGINS times, `width` at once. */
async function perSecond(width, work) {
  let left = LOGINS;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: width }, async (_, client) => {
      while (left-- > 0) await work(client);
    }),
  );
  return LOGINS / ((performance.now() - started) / 1000);
}

async function login(email) {
  const answer = await fetch(`${program.url}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  if (answer.status !== 200) throw new Error(`login: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
}
