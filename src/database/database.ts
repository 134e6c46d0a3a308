import BetterSqlite3 from 'better-sqlite3';
import type { DataSource, EntityManager } from 'typeorm';
import type { HeavyWork } from '../common/heavy-work.js';
import { Connection, type Row } from './connection.js';
import { LongReads, type Statement } from './long-reads.js';
import { applyPragmas } from './pragmas.js';
import { SharedReads } from './shared-reads.js';
import { WriteQueue } from './write-queue.js';

/**
 * The one door to a SQLite file. All changes go through one queue; reads have a connection of
 * their own and never see what is not committed.
 */
export class Database {
  private readonly reads: SharedReads;
  private readonly reader: Connection;
  private readonly long: LongReads;
  private readonly apart = new Set<LongReads>();
  private readonly queue: WriteQueue;
  private readonly failures: ((error: Error) => void)[] = [];
  private failure: Error | undefined;

  constructor(
    /** Path of the SQLite file. */
    readonly file: string,
    private readonly source: DataSource,
    writer: Connection,
    heavy: HeavyWork,
  ) {
    this.reader = this.openReader();
    this.reads = new SharedReads(this.reader);
    this.long = new LongReads(file, heavy);
    this.queue = new WriteQueue(
      writer,
      () => this.reads.end(),
      (error) => this.fail(error),
    );
  }

  /** Looks at committed data: short, synchronous, served by an index. */
  read<T>(work: (db: Connection) => T): T {
    return this.reads.read(work);
  }

  /** Runs statements that may take long in a worker thread; the rows of each, from one snapshot. */
  readLong(statements: Statement[]): Promise<Row[][]> {
    return this.long.run(statements);
  }

  /**
   * The same for what takes minutes and nobody waits for: in a thread of its own that others come
   * before, so that neither long reads nor hashes queue behind it.
   */
  async readApart(statements: Statement[]): Promise<Row[][]> {
    const reads = new LongReads(this.file, { run: (work) => work() }, 'low');
    this.apart.add(reads);
    try {
      return await reads.run(statements);
    } finally {
      this.apart.delete(reads);
      await reads.close();
    }
  }

  /**
   * Moves the write-ahead log into the file from the worker thread. Who writes much asks for it now
   * and then: else SQLite does it within somebody's commit, and every request waits for the disk.
   */
  checkpoint(): Promise<void> {
    return this.long.checkpoint();
  }

  /**
   * Changes data: synchronous work that does nothing but SQL, since it may run more than once.
   * Resolves after the commit that holds it; when it throws, nothing of it is stored.
   *
   * @throws AppError `INSUFFICIENT_STORAGE` (disk full), `UNAVAILABLE` (queue full, I/O error)
   */
  async write<T>(work: (db: Connection) => T): Promise<T> {
    return this.queue.write(work);
  }

  /**
   * Changes entities: asynchronous work with TypeORM's manager, alone in its transaction. The
   * connection is the same, for what must be in the same transaction (audit, change log).
   * No network, hashing or file I/O in it: every other write waits.
   */
  async transaction<T>(work: (manager: EntityManager, db: Connection) => Promise<T>): Promise<T> {
    return this.queue.exclusive(() =>
      this.source.transaction((manager) => work(manager, this.writer)),
    );
  }

  /** A read-only connection of its own for work that streams rows. The caller closes `raw`. */
  openReader(): Connection {
    const raw = new BetterSqlite3(this.file, { readonly: true });
    applyPragmas(raw, 'reader');
    return new Connection(raw);
  }

  /** Calls `listener` once when an I/O error has stopped the database. */
  onFailure(listener: (error: Error) => void): void {
    this.failures.push(listener);
  }

  /** The error that stopped the database, if one did. */
  get stoppedBy(): Error | undefined {
    return this.failure;
  }

  /** Waits for all writes, moves the write-ahead log into the file and closes. */
  async close(): Promise<void> {
    await this.queue.idle();
    this.reads.end();
    for (const reads of [this.long, ...this.apart]) await reads.close();
    this.reader.raw.close();
    if (this.failure === undefined) {
      this.writer.raw.pragma('optimize');
      this.writer.raw.pragma('wal_checkpoint(TRUNCATE)');
    }
    await this.source.destroy();
  }

  private get writer(): Connection {
    return this.queue.connection;
  }

  private fail(error: Error): void {
    if (this.failure !== undefined) return;
    this.failure = error;
    for (const listener of this.failures) listener(error);
  }
}
