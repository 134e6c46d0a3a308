import type BetterSqlite3 from 'better-sqlite3';

const BUSY_WRITER_MS = 5000;
const BUSY_READER_MS = 500;
const CHECKPOINT_PAGES = 1000;
const JOURNAL_BYTES = 64 * 1024 * 1024;

/**
 * Sets what data safety rests on and reads it back. `synchronous = FULL` (2) is what makes an
 * acknowledged commit survive a power cut; NORMAL was seen to lose them.
 */
export function applyPragmas(db: BetterSqlite3.Database, mode: 'writer' | 'reader'): void {
  const expected: Record<string, number | string> = {
    synchronous: 2,
    foreign_keys: 1,
    trusted_schema: 0,
    cell_size_check: 1,
    busy_timeout: mode === 'writer' ? BUSY_WRITER_MS : BUSY_READER_MS,
    cache_size: mode === 'writer' ? -8000 : -4000,
    mmap_size: 0,
    temp_store: 2,
  };
  if (mode === 'writer') {
    db.pragma('auto_vacuum = INCREMENTAL');
    Object.assign(expected, {
      journal_mode: 'wal',
      wal_autocheckpoint: CHECKPOINT_PAGES,
      journal_size_limit: JOURNAL_BYTES,
      fullfsync: 1,
    });
  }
  for (const [name, value] of Object.entries(expected)) {
    db.pragma(`${name} = ${value}`);
    const actual = db.pragma(name, { simple: true });
    // An in-memory database has no write-ahead log, and mmap_size answers nothing there.
    if (db.memory && (name === 'journal_mode' || name === 'mmap_size')) continue;
    if (actual !== value) {
      throw new Error(`SQLite refused PRAGMA ${name} = ${value} (it says ${String(actual)})`);
    }
  }
}
