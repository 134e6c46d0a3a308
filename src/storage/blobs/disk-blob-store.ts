import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError, errors } from '../../common/errors.js';
import {
  BlobError,
  BlobStore,
  type BlobReader,
  type BlobWriter,
  type Swept,
} from './blob-store.js';

const UNFINISHED = 'tmp';
const FAN_OUT = /^[0-9a-f]{2}$/;
const FULL = new Set(['ENOSPC', 'EDQUOT']);
const GONE = new Set(['ENOENT', 'ENOTDIR']);
const BUSY = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'EINTR']);

/**
 * Blobs as files `<root>/ab/cd/abcd…`, under random names. A blob is written as a temporary file,
 * synced, renamed and its folders synced. The root has one writer: the folder's lock sees to it.
 */
export class DiskBlobStore extends BlobStore {
  override readonly slices = 256;
  /** Keys whose row is not stored yet: a sweep passes them by. */
  private readonly fresh = new Set<string>();
  /** Folders whose own entry is known to be on the disk. */
  private readonly synced = new Set<string>();

  private constructor(private readonly root: string) {
    super();
  }

  static async at(root: string): Promise<DiskBlobStore> {
    await mkdir(join(root, UNFINISHED), { recursive: true, mode: 0o700 });
    await syncFolder(root);
    await syncFolder(dirname(root));
    return new DiskBlobStore(root);
  }

  override async create(): Promise<BlobWriter> {
    const key = randomBytes(16).toString('hex');
    const temporary = join(this.root, UNFINISHED, key);
    this.fresh.add(key);
    try {
      const file = await attempt(() => open(temporary, 'wx', 0o600));
      return this.writerOf(key, temporary, file);
    } catch (error) {
      this.fresh.delete(key);
      throw error;
    }
  }

  override async open(key: string): Promise<BlobReader> {
    const file = await open(this.pathOf(key), 'r').catch((error: unknown) => {
      throw blobErrorOf(error);
    });
    const { size } = await file.stat();
    return {
      size,
      read: async (into, position) => (await file.read(into, 0, into.length, position)).bytesRead,
      close: () => file.close(),
    };
  }

  override async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  override async sweep(slice: number, inUse: (keys: string[]) => Set<string>): Promise<Swept> {
    const swept: Swept = { orphans: 0, unfinished: 0 };
    if (slice === 0) swept.unfinished = await this.sweepUnfinished();
    const folder = join(this.root, slice.toString(16).padStart(2, '0'));
    for (const inner of await list(folder, FAN_OUT)) {
      swept.orphans += await this.sweepFolder(join(folder, inner), inUse);
    }
    return swept;
  }

  private async sweepUnfinished(): Promise<number> {
    const folder = join(this.root, UNFINISHED);
    const left = (await list(folder)).filter((key) => !this.fresh.has(key));
    for (const key of left) await rm(join(folder, key), { force: true });
    return left.length;
  }

  /** One folder at a time, so that requests find their turn between two. */
  private async sweepFolder(
    folder: string,
    inUse: (keys: string[]) => Set<string>,
  ): Promise<number> {
    const keys = await list(folder);
    // Fresh keys first, rows second, in one turn: a key leaves `fresh` after its row is stored.
    const old = keys.filter((key) => !this.fresh.has(key));
    if (old.length === 0) return 0;
    const used = inUse(old);
    const orphans = old.filter((key) => !used.has(key));
    for (const key of orphans) await rm(join(folder, key), { force: true });
    return orphans.length;
  }

  private writerOf(key: string, temporary: string, file: FileHandle): BlobWriter {
    let open = true;
    const close = async () => {
      if (!open) return;
      open = false;
      await file.close();
    };
    return {
      key,
      write: (chunk) => attempt(() => file.appendFile(chunk)),
      finish: () =>
        attempt(async () => {
          await file.sync();
          await close();
          await this.place(temporary, this.pathOf(key));
        }),
      discard: async () => {
        await close();
        await rm(temporary, { force: true });
        await rm(this.pathOf(key), { force: true });
        this.fresh.delete(key);
      },
      release: () => this.fresh.delete(key),
    };
  }

  /** Moves a file to its place and syncs each folder that has a new entry. */
  private async place(temporary: string, path: string): Promise<void> {
    const folder = dirname(path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rename(temporary, path);
    await syncFolder(folder);
    if (this.synced.has(folder)) return;
    await syncFolder(dirname(folder));
    await syncFolder(this.root);
    this.synced.add(folder);
  }

  private pathOf(key: string): string {
    return join(this.root, key.slice(0, 2), key.slice(2, 4), key);
  }
}

function blobErrorOf(error: unknown): BlobError {
  const { code = '' } = error as { code?: string };
  return new BlobError(GONE.has(code) ? 'missing' : BUSY.has(code) ? 'busy' : 'unreadable', error);
}

/** A full disk is told to the caller; everything else stays what it is. */
async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code } = error as { code?: string };
    if (error instanceof AppError || code === undefined || !FULL.has(code)) throw error;
    throw errors.insufficientStorage('The disk is full: nothing was stored. Make room and retry');
  }
}

/** Windows cannot open a folder, and does not need to: its renames are journaled. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function list(folder: string, pattern = /^[0-9a-f]{32}$/): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => pattern.test(name));
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return [];
    throw error;
  }
}
