import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A log larger than this is set aside. Two older ones are kept. */
export const LOG_LIMIT_BYTES = 10 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
const TAIL_LIMIT_BYTES = 4 * 1024 * 1024;
const FOLLOW_EVERY_MS = 250;

/** Opens a log for a child to write to. Every write goes to the end, also after a cut. */
export function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  return openSync(path, 'a', 0o600);
}

/** Sets a large log aside. The child keeps its file: it is copied and emptied. */
export function rotateLog(path: string, limit = LOG_LIMIT_BYTES): void {
  if (!existsSync(path) || statSync(path).size < limit) return;
  if (existsSync(`${path}.1`)) renameSync(`${path}.1`, `${path}.2`);
  copyFileSync(path, `${path}.1`);
  truncateSync(path, 0);
}

/** The last `tail` lines of a log, and with `follow` those that come after. */
export async function* readLog(
  path: string,
  { tail, follow, signal }: { tail: number; follow: boolean; signal: AbortSignal },
): AsyncIterable<string> {
  if (!existsSync(path)) {
    if (!follow) return;
    closeSync(openLog(path));
  }
  const file = openSync(path, 'r');
  try {
    let position = fstatSync(file).size;
    yield* lastLines(file, position, tail);
    let rest = '';
    while (follow && !signal.aborted) {
      const size = fstatSync(file).size;
      if (size < position) position = 0;
      const chunk = readAt(file, position, Math.min(size - position, CHUNK_BYTES));
      position += chunk.length;
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop()!;
      yield* lines;
      if (chunk.length === 0) await sleep(FOLLOW_EVERY_MS, undefined, { signal }).catch(() => {});
    }
  } finally {
    closeSync(file);
  }
}

function lastLines(file: number, size: number, tail: number): string[] {
  if (tail === 0) return [];
  let text = Buffer.alloc(0);
  let position = size;
  while (position > 0 && text.length < TAIL_LIMIT_BYTES) {
    const length = Math.min(position, CHUNK_BYTES);
    position -= length;
    text = Buffer.concat([readAt(file, position, length), text]);
    if (countLines(text) > tail) break;
  }
  const lines = text.toString('utf8').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.slice(-tail);
}

function countLines(text: Buffer): number {
  let count = 0;
  for (let at = text.indexOf(10); at !== -1; at = text.indexOf(10, at + 1)) count++;
  return count;
}

function readAt(file: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(Math.max(0, length));
  return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, position));
}
