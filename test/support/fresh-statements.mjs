// Prepares a statement of its own for every query and has the collector take it, as a long-lived
// process does without hurry. Some pairs of Node and driver abort on that.
import BetterSqlite3 from 'better-sqlite3';

const [, , seconds] = process.argv;
const db = new BetterSqlite3(':memory:');
db.exec('CREATE TABLE rows (n INTEGER PRIMARY KEY, text TEXT) STRICT');
const end = performance.now() + Number(seconds) * 1000;
let done = 0;

function some() {
  for (let n = 0; n < 200; n++, done++) {
    db.prepare('INSERT INTO rows (text) VALUES (?)').run(`row ${done}`);
    db.prepare('SELECT * FROM rows WHERE n = ?').get(done);
    for (const row of db.prepare('SELECT n FROM rows ORDER BY n DESC LIMIT 2').iterate()) {
      if (row.n < 0) throw new Error('no such row');
    }
  }
  globalThis.gc();
  if (performance.now() < end) setImmediate(some);
  else process.stdout.write(String(done));
}
some();
