// Long reads, off the main thread. It imports nothing of ours, so that it also runs from source.
import { parentPort, workerData } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';

interface Query {
  id: number;
  statements: { sql: string; values: unknown[] }[];
}

const { file } = workerData as { file: string };
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
