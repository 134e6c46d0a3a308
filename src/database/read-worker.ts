// Long reads and checkpoints, off the main thread. It imports nothing of ours, so that it also runs
// from source.
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';

interface Query {
  id: number;
  statements: { sql: string; values: unknown[] }[] | 'checkpoint';
}

const { file, priority } = workerData as { file: string; priority: 'normal' | 'low' };
// Of Linux's threads each has its own; elsewhere it would be that of the whole process.
if (priority === 'low' && process.platform === 'linux') {
  setPriority(constants.priority.PRIORITY_LOW);
}
const db = new BetterSqlite3(file, { readonly: true });
db.pragma('busy_timeout = 500');
db.pragma('trusted_schema = OFF');
db.pragma('temp_store = MEMORY');

let log: BetterSqlite3.Database | undefined;

/** As safe as one of the writer: each of its steps is on the disk before the next one. */
function checkpoint(): void {
  if (log === undefined) {
    log = new BetterSqlite3(file, { fileMustExist: true });
    for (const setting of ['synchronous = FULL', 'fullfsync = 1', 'busy_timeout = 0']) {
      log.pragma(setting);
    }
  }
  // One that stops at a reader or at nothing to do is as good: the next one goes on.
  log.pragma('wal_checkpoint(PASSIVE)');
}

parentPort?.on('message', ({ id, statements }: Query) => {
  try {
    if (statements === 'checkpoint') {
      checkpoint();
      parentPort?.postMessage({ id, rows: [] });
      return;
    }
    // One transaction, so that a page and its total agree.
    const rows = db.transaction(() =>
      statements.map(({ sql, values }) => db.prepare(sql).all(...values)),
    )();
    parentPort?.postMessage({ id, rows });
  } catch (error) {
    parentPort?.postMessage({ id, error: (error as Error).message });
  }
});
