import { Worker } from 'node:worker_threads';
import type { HeavyWork } from '../common/heavy-work.js';
import type { Row } from './connection.js';

/** How long an unused worker stays. */
const IDLE_MS = 30_000;

export interface Statement {
  sql: string;
  values: unknown[];
}

interface Answer {
  id: number;
  rows?: Row[][];
  error?: string;
}

/**
 * Reads that may take long (scans, sorts, counts) in a worker thread, started when first needed. It
 * makes checkpoints, too, while much is written.
 */
export class LongReads {
  private worker: Worker | undefined;
  private idle: NodeJS.Timeout | undefined;
  private lastId = 0;
  private readonly pending = new Map<
    number,
    { resolve: (rows: Row[][]) => void; reject: (error: Error) => void }
  >();

  constructor(
    private readonly file: string,
    private readonly heavy: Pick<HeavyWork, 'run'>,
    private readonly priority: 'normal' | 'low' = 'normal',
  ) {}

  /** Runs the statements in one read transaction and returns the rows of each. */
  run(statements: Statement[]): Promise<Row[][]> {
    return this.heavy.run(() => this.ask(statements));
  }

  /** Moves what the write-ahead log holds into the file; it waits for the disk, not for a core. */
  async checkpoint(): Promise<void> {
    await this.ask('checkpoint');
  }

  async close(): Promise<void> {
    clearTimeout(this.idle);
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
    this.failAll(new Error('The database is closing'));
  }

  private ask(statements: Statement[] | 'checkpoint'): Promise<Row[][]> {
    return new Promise<Row[][]>((resolve, reject) => {
      clearTimeout(this.idle);
      const id = ++this.lastId;
      this.pending.set(id, { resolve, reject });
      this.start().postMessage({ id, statements });
    });
  }

  private start(): Worker {
    if (this.worker !== undefined) return this.worker;
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const worker = new Worker(new URL(`./read-worker.${extension}`, import.meta.url), {
      workerData: { file: this.file, priority: this.priority },
      execArgv: [],
    });
    worker.unref();
    worker.on('message', (answer: Answer) => this.settle(answer));
    worker.on('error', (error) => {
      if (this.worker === worker) this.worker = undefined;
      this.failAll(error as Error);
    });
    this.worker = worker;
    return worker;
  }

  private settle({ id, rows, error }: Answer): void {
    const waiting = this.pending.get(id);
    this.pending.delete(id);
    if (rows === undefined) waiting?.reject(new Error(error));
    else waiting?.resolve(rows);
    if (this.pending.size > 0) return;
    this.idle = setTimeout(() => {
      const { worker } = this;
      this.worker = undefined;
      void worker?.terminate();
    }, IDLE_MS).unref();
  }

  private failAll(error: Error): void {
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}
