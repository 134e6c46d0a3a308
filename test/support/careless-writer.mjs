// The control of the power-cut test: commits rows with the `synchronous` setting it is given and
// acknowledges each on standard output.
import BetterSqlite3 from 'better-sqlite3';

const [, , file, synchronous] = process.argv;
const db = new BetterSqlite3(file);
db.pragma('journal_mode = WAL');
db.pragma(`synchronous = ${synchronous}`);
db.exec('CREATE TABLE rows (n INTEGER PRIMARY KEY)');
const insert = db.prepare('INSERT INTO rows DEFAULT VALUES');

function writeSome() {
  for (let n = 0; n < 20; n++) process.stdout.write(`${insert.run().lastInsertRowid}\n`);
  setTimeout(writeSome, 2);
}
writeSome();
