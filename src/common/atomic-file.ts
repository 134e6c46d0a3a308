import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { randomBytes } from 'node:crypto';

/**
 * Writes a small file so that a crash leaves the old one or the new one, never half of it. The
 * file is new each time: a link that somebody put in its place is replaced, not followed.
 */
export function writeFileAtomically(path: string, data: string | Buffer, mode = 0o600): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeDurably(temporary, data, mode);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

function writeDurably(path: string, data: string | Buffer, mode: number): void {
  const file = openSync(path, 'wx', mode);
  try {
    // All of it: a single write stops short where the disk is full, and says nothing.
    writeFileSync(file, data);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
