/** Bytes on their way into the store. They count as stored after `finish` only. */
export interface BlobWriter {
  /** The name the store has given the bytes. No client ever chooses one. */
  readonly key: string;
  /** Appends bytes; resolves when the next may come. The chunk may be reused afterwards. */
  write(chunk: Buffer): Promise<void>;
  /** Resolves when the bytes would survive a power cut. */
  finish(): Promise<void>;
  /** Takes everything back, finished or not. */
  discard(): Promise<void>;
  /** The row that names the bytes is stored: from now on only rows keep them alive. */
  release(): void;
}

/**
 * Why stored bytes cannot be had: there are none, the machine has no means to open a file now, or
 * the disk or its permissions do not give them.
 */
export class BlobError extends Error {
  constructor(
    readonly kind: 'missing' | 'busy' | 'unreadable',
    cause: unknown,
  ) {
    super(`Stored bytes: ${kind}`, { cause });
    this.name = 'BlobError';
  }
}

/** What is not known to be something else is a fault of the disk. */
export const toBlobError = (error: unknown): BlobError =>
  error instanceof BlobError ? error : new BlobError('unreadable', error);

/** Bytes that are being read. They stay readable when they are removed meanwhile. */
export interface BlobReader {
  readonly size: number;
  /** Fills `into` from `position` on and tells how many bytes it got; 0 at the end. */
  read(into: Buffer, position: number): Promise<number>;
  close(): Promise<void>;
}

/** What a sweep took away. */
export interface Swept {
  orphans: number;
  unfinished: number;
}

/**
 * Where the bytes of files are kept: a DI token. Bytes are written before the row that names them
 * and removed after it, so a row never points at nothing; what a crash leaves is swept.
 */
export abstract class BlobStore {
  /** @throws AppError `INSUFFICIENT_STORAGE` when the disk is full, here and while writing */
  abstract create(): Promise<BlobWriter>;
  /** @throws BlobError */
  abstract open(key: string): Promise<BlobReader>;
  /** Removes bytes for good. Unknown ones are no error. */
  abstract remove(key: string): Promise<void>;
  /** In how many slices the store is swept, so that no slice takes long. */
  abstract readonly slices: number;
  /**
   * Removes what no row names and nothing is writing from one slice (0 … slices − 1). `inUse` tells
   * which of these keys a row names.
   */
  abstract sweep(slice: number, inUse: (keys: string[]) => Set<string>): Promise<Swept>;
}
