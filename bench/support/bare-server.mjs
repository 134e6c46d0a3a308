// The yardstick: bare node:http with the same SQLite work. A create stores the record, a row of the
// change log and a chained audit row, in commits that are shared and durable; a get reads a record
// by its id. No framework, no credentials, no checks.
import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';

const file = join(process.argv[2], 'bare.sqlite');
const writer = new BetterSqlite3(file);
writer.pragma('journal_mode = WAL');
writer.pragma('synchronous = FULL');
writer.exec(`
  CREATE TABLE records (collection TEXT, id TEXT, owner_id TEXT, data TEXT, created_at INTEGER,
    updated_at INTEGER, version INTEGER) STRICT;
  CREATE UNIQUE INDEX by_id ON records (collection, id);
  CREATE INDEX by_owner ON records (owner_id, collection, id);
  CREATE TABLE changes (position INTEGER PRIMARY KEY, at INTEGER, type TEXT, collection TEXT,
    record_id TEXT, owner_id TEXT, record TEXT) STRICT;
  CREATE INDEX changes_by_owner ON changes (owner_id, collection);
  CREATE TABLE audit (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER, action TEXT, actor TEXT,
    user_id TEXT, resource TEXT, resource_id TEXT, hash TEXT) STRICT;
  CREATE INDEX audit_by_action ON audit (action, id);
  CREATE INDEX audit_by_user ON audit (user_id, id);`);
const reader = new BetterSqlite3(file, { readonly: true });
const get = reader.prepare('SELECT * FROM records WHERE collection = ? AND id = ?');
const insert = writer.prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, 1)');
const log = writer.prepare('INSERT INTO changes VALUES (NULL, ?, ?, ?, ?, ?, ?)');
const last = writer.prepare('SELECT hash FROM audit ORDER BY id DESC LIMIT 1');
const audit = writer.prepare('INSERT INTO audit VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)');
const begin = writer.prepare('BEGIN IMMEDIATE');
const commit = writer.prepare('COMMIT');

const viewOf = (row) =>
  JSON.stringify({
    success: true,
    data: {
      id: row.id,
      collection: row.collection,
      ownerId: row.owner_id,
      data: JSON.parse(row.data),
      createdAt: new Date(row.created_at).toISOString(),
      updatedAt: new Date(row.updated_at).toISOString(),
    },
  });
const answer = (response, status, body) =>
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    })
    .end(body);

let waiting = [];
function store({ body, response }) {
  const id = randomUUID();
  const now = Date.now();
  const data = JSON.stringify(JSON.parse(body).data);
  insert.run('bench', id, 'owner', data, now, now);
  const row = {
    id,
    collection: 'bench',
    owner_id: 'owner',
    data,
    created_at: now,
    updated_at: now,
  };
  const view = viewOf(row);
  log.run(now, 'created', 'bench', id, 'owner', view);
  const fields = [now, 'record.create', 'user:owner', 'owner', 'bench', id];
  const hash = createHash('sha256')
    .update(last.get()?.hash ?? '')
    .update(JSON.stringify(fields))
    .digest('hex');
  audit.run(...fields, hash);
  return () => answer(response, 201, view);
}
function flush() {
  const batch = waiting;
  waiting = [];
  begin.run();
  const answers = batch.map(store);
  commit.run();
  for (const send of answers) send();
}

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    const row = get.get('bench', request.url.slice(request.url.lastIndexOf('/') + 1));
    answer(response, 200, viewOf(row));
    return;
  }
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    if (waiting.length === 0) setImmediate(flush);
    waiting.push({ body: Buffer.concat(chunks), response });
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
