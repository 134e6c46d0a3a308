import type { Connection } from './connection.js';

/**
 * Lets the reads of one turn of the event loop share a read transaction, which saves most of what
 * a short read costs in WAL mode. It ends before a commit is acknowledged, so a caller always
 * reads what it was told is stored.
 */
export class SharedReads {
  private open = false;

  constructor(private readonly db: Connection) {}

  read<T>(work: (db: Connection) => T): T {
    if (!this.open) {
      this.db.run('BEGIN');
      this.open = true;
      setImmediate(() => this.end());
    }
    return work(this.db);
  }

  end(): void {
    if (!this.open) return;
    this.open = false;
    if (this.db.raw.open) this.db.run('COMMIT');
  }
}
