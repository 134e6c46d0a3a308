import type { IncomingMessage } from 'node:http';

/** A larger body is not worth reading for an answer; nor is one that takes longer. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_MS = 5_000;

/**
 * Reads the rest of a body that nobody wants, and then answers. A connection that is closed on
 * bytes that were never read is reset, and the client may lose the answer that says why.
 */
export function afterBody(request: IncomingMessage, answer: () => void): void {
  const announced = Number(request.headers['content-length'] ?? 0);
  const none = announced === 0 && request.headers['transfer-encoding'] === undefined;
  if (none || request.complete || request.destroyed || announced > MOST_BYTES) {
    answer();
    return;
  }
  let left = MOST_BYTES;
  const count = (chunk: Buffer | string) => {
    left -= chunk.length;
    if (left < 0) finish();
  };
  const finish = () => {
    clearTimeout(timer);
    request.off('data', count).off('end', finish).off('close', finish).off('error', finish);
    answer();
  };
  const timer = setTimeout(finish, MOST_MS).unref();
  request.on('data', count).once('end', finish).once('close', finish).once('error', finish);
  request.resume();
}
