import { errors } from '../common/errors.js';
import type { Connection } from './connection.js';

/** How many writes may wait. Past it a caller is told to come back (503). */
const MAX_WAITING = 1000;
/** How many writes share one commit at the most. */
const MAX_BATCH = 256;

interface Write {
  kind: 'write';
  work: (db: Connection) => unknown;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}
interface Exclusive {
  kind: 'exclusive';
  run: () => Promise<void>;
}

/**
 * All writes of one database, one after another. The writes that wait in one turn of the event
 * loop share a commit, each in a savepoint of its own, and are acknowledged after that commit.
 */
export class WriteQueue {
  private waiting: (Write | Exclusive)[] = [];
  private draining: Promise<void> | undefined;
  private failure: Error | undefined;

  constructor(
    readonly connection: Connection,
    private readonly onCommit: () => void,
    private readonly onFailure: (error: Error) => void,
  ) {}

  get length(): number {
    return this.waiting.length;
  }

  write<T>(work: (db: Connection) => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.enqueue({ kind: 'write', work, resolve: resolve as (value: unknown) => void, reject });
    });
  }

  /** Runs asynchronous work with no other write beside it. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const run = async () => {
        try {
          const value = await work();
          const news = this.connection.takeNews();
          this.onCommit();
          resolve(value);
          tellAll(news);
        } catch (error) {
          this.connection.takeNews();
          reject(this.translate(error));
        }
      };
      this.enqueue({ kind: 'exclusive', run });
    });
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.draining !== undefined) await this.draining;
  }

  private enqueue(job: Write | Exclusive): void {
    if (this.failure !== undefined) throw errors.unavailable('The database has stopped', 30);
    if (this.waiting.length >= MAX_WAITING) throw errors.unavailable('Too many writes are waiting');
    this.waiting.push(job);
    this.draining ??= this.drain();
  }

  private async drain(): Promise<void> {
    await nextTurn();
    for (;;) {
      const head = this.waiting[0];
      if (head === undefined) break;
      if (head.kind === 'exclusive') {
        this.waiting.shift();
        await head.run();
        continue;
      }
      this.commit(this.takeBatch());
      if (this.waiting.length > 0) await nextTurn();
    }
    this.draining = undefined;
  }

  private takeBatch(): Write[] {
    let end = 0;
    while (end < MAX_BATCH && this.waiting[end]?.kind === 'write') end++;
    return this.waiting.splice(0, end) as Write[];
  }

  private commit(batch: Write[]): void {
    const outcome = this.attempt(batch);
    if (outcome.lost !== undefined) {
      // SQLite rolled the whole transaction back with one write: the others run again without it.
      const { lost, error } = outcome;
      lost.reject(this.translate(error));
      this.commit(batch.filter((job) => job !== lost));
      return;
    }
    this.onCommit();
    for (const settle of outcome.settle) settle();
    tellAll(outcome.news);
  }

  private attempt(batch: Write[]): {
    settle: (() => void)[];
    news: (() => void)[];
    lost?: Write;
    error?: unknown;
  } {
    const settle: (() => void)[] = [];
    const news: (() => void)[] = [];
    const failAll = (error: unknown) => {
      const reason = this.translate(error);
      return { news: [], settle: batch.map((job) => () => job.reject(reason)) };
    };
    const { raw } = this.connection;
    if (batch.length === 0) return { settle, news };
    try {
      this.connection.run('BEGIN IMMEDIATE');
    } catch (error) {
      return failAll(error);
    }
    for (const job of batch) {
      try {
        this.connection.run('SAVEPOINT job');
        const value = job.work(this.connection);
        if (value instanceof Promise) throw new Error('A write must not be asynchronous');
        this.connection.run('RELEASE job');
        settle.push(() => job.resolve(value));
        news.push(...this.connection.takeNews());
      } catch (error) {
        this.connection.takeNews();
        if (!raw.inTransaction) return { settle, news, lost: job, error };
        this.connection.run('ROLLBACK TO job');
        this.connection.run('RELEASE job');
        const reason = this.translate(error);
        settle.push(() => job.reject(reason));
      }
    }
    try {
      this.connection.run('COMMIT');
    } catch (error) {
      if (raw.inTransaction) this.connection.run('ROLLBACK');
      return failAll(error);
    }
    return { settle, news };
  }

  /** An I/O error ends the database: what an fsync lost cannot be had by trying again. */
  private translate(error: unknown): unknown {
    const code = sqliteCode(error);
    if (code === undefined) return error;
    if (code === 'SQLITE_FULL') {
      return errors.insufficientStorage(
        'The disk is full: nothing was stored. Make room and retry',
      );
    }
    if (code.startsWith('SQLITE_IOERR') || code === 'SQLITE_CORRUPT') {
      this.failure = error as Error;
      this.onFailure(this.failure);
      return errors.unavailable('The database has stopped', 30);
    }
    if (code.startsWith('SQLITE_BUSY')) return errors.unavailable('The database is busy');
    if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
      return errors.conflict('Something with this value exists already');
    }
    return error;
  }
}

function sqliteCode(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  if (typeof code === 'string' && code.startsWith('SQLITE_')) return code;
  const { driverError } = (error ?? {}) as { driverError?: unknown };
  return driverError === undefined ? undefined : sqliteCode(driverError);
}

function tellAll(news: (() => void)[]): void {
  for (const tell of news) {
    try {
      tell();
    } catch (error) {
      // What is committed is committed, and the others must hear of it: a fault of one listener is
      // nobody else's. It is thrown where it stops nothing, for the log.
      setImmediate(() => {
        throw error;
      });
    }
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
