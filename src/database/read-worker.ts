// Long reads, off the main thread. It imports nothing of ours, so that it also runs from source.
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';

interface Query {
  id: number;
  statements: { sql: string; values: unknown[] }[];
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

parentPort?.on('message', ({ id, statements }: Query) => {
  try {
    // One transaction, so that a page and its total agree.
    const rows = db.transaction(() =>
      statements.map(({ sql, values }) => db.prepare(sql).all(...values)),
    )();
    parentPort?.postMessage({ id, rows });
  } catch (error) {
    parentPort?.postMessage({ id, error: (error as Error).message });
  }
});
