import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';

/** Room for the index of the write-ahead log and for what a start writes. */
const BYTES = 1024 * 1024;

/**
 * A file that holds room back. Even reading a write-ahead log after a crash needs some, so a start
 * on a disk without a free byte gives this file up, and takes it back when there is room again.
 */
export class Reserve {
  constructor(private readonly path: string) {}

  /** Runs `work`; when the disk is full, gives the room up and runs it once more. */
  async behind<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isFull(error) || !existsSync(this.path)) throw error;
      rmSync(this.path);
      return work();
    }
  }

  /** Takes the room, if there is any. */
  take(): void {
    if (existsSync(this.path)) return;
    try {
      const file = openSync(this.path, 'w', 0o600);
      try {
        writeSync(file, Buffer.alloc(BYTES));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      rmSync(this.path, { force: true });
      if (!isFull(error)) throw error;
    }
  }
}

function isFull(error: unknown): boolean {
  const { code, driverError } = error as { code?: string; driverError?: unknown };
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return true;
  return driverError !== undefined && isFull(driverError);
}
