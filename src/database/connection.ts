import type BetterSqlite3 from 'better-sqlite3';
import { LRUCache } from 'lru-cache';

export type SqlValue = string | number | bigint | null | Buffer;
export type Row = Record<string, unknown>;

/**
 * One SQLite connection with its prepared statements, kept by their SQL text. Values always travel
 * as parameters; SQL text is never built from input.
 */
export class Connection {
  private readonly statements = new LRUCache<string, BetterSqlite3.Statement<unknown[]>>({
    max: 500,
  });
  private news: (() => void)[] = [];

  constructor(readonly raw: BetterSqlite3.Database) {}

  get<T = Row>(sql: string, ...values: unknown[]): T | undefined {
    return this.prepare(sql).get(...values) as T | undefined;
  }

  all<T = Row>(sql: string, ...values: unknown[]): T[] {
    return this.prepare(sql).all(...values) as T[];
  }

  /** Rows one by one. The connection can do nothing else until the loop has ended. */
  iterate<T = Row>(sql: string, ...values: unknown[]): IterableIterator<T> {
    return this.prepare(sql).iterate(...values) as IterableIterator<T>;
  }

  /** Runs a change and tells how many rows it changed. */
  run(sql: string, ...values: unknown[]): { changes: number; lastInsertRowid: number } {
    const { changes, lastInsertRowid } = this.prepare(sql).run(...values);
    return { changes, lastInsertRowid: Number(lastInsertRowid) };
  }

  /**
   * Inside a write: runs `tell` after the commit, in the order of the commits. It is dropped when
   * the write fails. This is how streams and caches hear of a change.
   */
  afterCommit(tell: () => void): void {
    this.news.push(tell);
  }

  /** Takes the news collected so far (for the write queue). */
  takeNews(): (() => void)[] {
    const { news } = this;
    this.news = [];
    return news;
  }

  private prepare(sql: string): BetterSqlite3.Statement<unknown[]> {
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      statement = this.raw.prepare(sql);
      this.statements.set(sql, statement);
    }
    return statement;
  }
}
