import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type BlobReader, BlobStore, toBlobError } from './blob-store.js';

const CHUNK_BYTES = 64 * 1024;
/** Between two chunks: some 12 MB a second, so that requests do not feel it. */
const PAUSE_MS = 5;

/** What is the matter with stored bytes. Those that cannot be read may be whole. */
export type Finding = 'missing' | 'changed' | 'unreadable';
/** `busy`: the machine has no means to look now. `stopped`: nobody knows. */
export type Verdict = 'whole' | Finding | 'busy' | 'stopped';

/** Reads stored bytes, slowly, and compares them with their checksum. */
@Injectable()
export class BlobCheck {
  constructor(private readonly blobs: BlobStore) {}

  async of(
    { blob, checksum }: { blob: string; checksum: string },
    stopped: () => boolean,
  ): Promise<Verdict> {
    let reader: BlobReader | undefined;
    try {
      reader = await this.blobs.open(blob);
      const hash = await hashOf(reader, stopped);
      if (hash === undefined) return 'stopped';
      return hash === checksum ? 'whole' : 'changed';
    } catch (error) {
      return toBlobError(error).kind;
    } finally {
      await reader?.close();
    }
  }
}

async function hashOf(reader: BlobReader, stopped: () => boolean): Promise<string | undefined> {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let position = 0; position < reader.size;) {
    const read = await reader.read(chunk, position);
    if (read === 0) break;
    hash.update(chunk.subarray(0, read));
    position += read;
    if (stopped()) return undefined;
    await pause(PAUSE_MS, undefined, { ref: false });
  }
  return hash.digest('hex');
}
