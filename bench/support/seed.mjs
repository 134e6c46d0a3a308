// A data folder with a large collection, made with SQL in the program's own tables: a million creates
// over HTTP would take longer than what is measured.
import { closeSync, cpSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { signUp, startProgram } from './program.mjs';

const OWNERS = 50;
const WORDS = 20_000;
const TEXT_WORDS = 20;
const BATCH = 20_000;
const SYLLABLES = 'ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu'.split(' ');

/** A made-up language in which few words come often and most seldom, as in real ones. */
export const wordOf = (n) => {
  let word = '';
  for (let rest = n + 20; rest > 0; rest = Math.floor(rest / 20)) word += SYLLABLES[rest % 20];
  return word;
};
const random = (() => {
  let state = 42;
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
})();
const someWord = () => wordOf(Math.floor(WORDS ** random()) - 1);

/** What the n-th record holds. "common" stands in every text, `rare<n>` in one. */
export function recordOf(n) {
  const words = Array.from({ length: TEXT_WORDS }, someWord);
  return {
    n,
    ward: `ward-${n % 50}`,
    number: `P-${n}`,
    title: `${words[0]} ${words[1]} rare${n}`,
    text: `common ${words.slice(2).join(' ')}`,
  };
}

/** Ids that sort as they are made, one record a millisecond, ending an hour ago. */
function idOf(at) {
  const hex = at.toString(16).padStart(12, '0');
  const tail = Math.floor(random() * 2 ** 48)
    .toString(16)
    .padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${tail}`;
}

/** Makes the folder unless it is there; `records` records of 50 owners in the collection `big`. */
export async function seed(folder, records) {
  if (existsSync(join(folder, 'app.sqlite'))) return;
  mkdirSync(folder, { recursive: true });
  const program = await startProgram({ APPBASE_DATA_DIR: folder });
  const owners = [];
  for (let n = 0; n < OWNERS; n++) {
    const headers = await signUp(program.url, `owner-${n}@clinic.example`);
    const me = await fetch(`${program.url}/auth/me`, { headers });
    owners.push((await me.json()).data.id);
  }
  await program.stop();
  const db = new BetterSqlite3(join(folder, 'app.sqlite'));
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -200000');
  const insert = db.prepare(
    `INSERT INTO records (collection, id, owner_id, data, created_at, updated_at, version)
     VALUES ('big', ?, ?, ?, ?, ?, 1)`,
  );
  const first = Date.now() - 3_600_000 - records;
  for (let n = 0; n < records; n += BATCH) {
    db.transaction(() => {
      for (let at = n; at < Math.min(n + BATCH, records); at++) {
        const time = first + at;
        insert.run(idOf(time), owners[at % OWNERS], JSON.stringify(recordOf(at)), time, time);
      }
    })();
  }
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

/** A copy to measure on, on the disk before the first figure is taken. */
export function copyOf(folder, to) {
  rmSync(to, { recursive: true, force: true });
  cpSync(folder, to, { recursive: true });
  const file = openSync(join(to, 'app.sqlite'), 'r+');
  fsyncSync(file);
  closeSync(file);
  return to;
}

/** Signs an owner of the seed in. */
export async function signInOwner(url, n, key) {
  const response = await fetch(`${url}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      email: `owner-${n}@clinic.example`,
      password: 'bench pass phrase',
    }),
  });
  const { data } = await response.json();
  return { 'x-api-key': key, authorization: `Bearer ${data.accessToken}` };
}
