import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';

/**
 * `describe` for tests that mount file systems: they need root. At a desk without it they are
 * skipped by name; on the build server they run, and fail where they cannot.
 */
export const describeAsRoot =
  process.getuid?.() === 0 || process.env['CI'] !== undefined ? describe : describe.skip;

/** An ext4 file system in a file of its own, mounted through a loop device. */
export class LoopDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'appbase-disk-'));
  readonly path = join(this.folder, 'mounted');
  private readonly image = join(this.folder, 'image');

  constructor(megabytes: number) {
    execFileSync('truncate', ['-s', `${megabytes}M`, this.image]);
    execFileSync('mkfs.ext4', ['-q', this.image]);
    mkdirSync(this.path);
    execFileSync('mount', ['-o', 'loop', this.image, this.path]);
  }

  /**
   * What a power cut at this moment would leave: the image holds what was flushed, and nothing of
   * what only the page cache of the mounted file system knows. Returns the folder of the copy,
   * mounted (which runs the journal as a restart would), and a function that removes it. Stop the
   * writers first: the kernel alone still writes, and a copy must be of one moment.
   */
  cut(name: string): { path: string; remove: () => void } {
    const copy = join(this.folder, `${name}.image`);
    const path = join(this.folder, name);
    writeFileSync(copy, this.moment());
    mkdirSync(path);
    execFileSync('mount', ['-o', 'loop', copy, path]);
    return {
      path,
      remove: () => {
        execFileSync('umount', [path]);
        rmSync(copy);
      },
    };
  }

  /**
   * The image as it was at one moment. Reading takes a while, in which the kernel may move blocks
   * from the journal to their places: what was read before and after would be no state that any
   * disk ever had. Two readings that are the same have nothing between them.
   */
  private moment(): Buffer {
    for (let last = readFileSync(this.image); ;) {
      const next = readFileSync(this.image);
      if (next.equals(last)) return next;
      last = next;
    }
  }

  remove(): void {
    execFileSync('umount', [this.path]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A disk in memory that is soon full. */
export class SmallDisk {
  readonly path = mkdtempSync(join(tmpdir(), 'appbase-small-'));

  constructor(kilobytes: number) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', this.path]);
  }

  /** Writes a file that takes all the room there is, but for what shall be left. */
  fill(leave = 0): void {
    if (leave > 0) {
      const { bavail, bsize } = statfsSync(this.path);
      writeFileSync(join(this.path, 'most'), Buffer.alloc(bavail * bsize - leave));
      return;
    }
    const file = openSync(join(this.path, 'filler'), 'w');
    try {
      for (let bytes = 1 << 20; bytes >= 1;) {
        const written = tryWrite(file, Buffer.alloc(bytes));
        if (written < bytes) bytes = Math.floor(bytes / 2);
      }
    } finally {
      closeSync(file);
    }
  }

  resize(kilobytes: number): void {
    execFileSync('mount', ['-o', `remount,size=${kilobytes}k`, this.path]);
  }

  remove(): void {
    execFileSync('umount', ['-l', this.path]);
    rmSync(this.path, { recursive: true, force: true });
  }
}

function tryWrite(file: number, bytes: Buffer): number {
  try {
    return writeSync(file, bytes);
  } catch {
    return 0;
  }
}
