import type { ServerResponse } from 'node:http';
import type { BlobReader } from '../blobs/blob-store.js';
import type { ByteRange } from './ranges.js';

/** The one buffer of a download: what is read next waits until the socket has taken it. */
const BUFFER_BYTES = 128 * 1024;

/**
 * Sends bytes of a blob as the body of an answer whose head is written. It holds one buffer
 * whatever the size, waits for a slow client and stops for one that has left.
 */
export async function sendBytes(
  blob: BlobReader,
  range: ByteRange,
  response: ServerResponse,
): Promise<void> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(BUFFER_BYTES, range.last - range.first + 1));
  const outlet = new Outlet(response);
  let position = range.first;
  while (position <= range.last && !outlet.closed) {
    const wanted = Math.min(buffer.length, range.last - position + 1);
    const got = await blob.read(buffer.subarray(0, wanted), position);
    if (got === 0) throw new Error('The stored bytes end before their length');
    await outlet.write(buffer.subarray(0, got));
    position += got;
  }
  if (!outlet.closed) response.end();
}

/** Writes one chunk at a time; resolves when it is sent or will never be. */
class Outlet {
  private settle: () => void = () => {};

  constructor(private readonly response: ServerResponse) {
    response.once('close', () => this.settle());
  }

  get closed(): boolean {
    return this.response.destroyed || this.response.closed;
  }

  write(chunk: Buffer): Promise<void> {
    return new Promise((resolve) => {
      this.settle = resolve;
      if (this.closed) resolve();
      else this.response.write(chunk, () => resolve());
    });
  }
}
