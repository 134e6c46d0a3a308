import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** So many bytes of spent buffers may wait for the collector. */
const EVERY_BYTES = 8 * 1024 * 1024;

type Collect = (options: { type: 'minor' }) => void;

let collect: Collect | undefined;
let spent = 0;

/**
 * Counts bytes of buffers that a transfer has done with, and has the young generation collected
 * every few megabytes (about a millisecond). Left alone the collector looks at its own small heap,
 * not at the buffers beside it, and a fast transfer leaves tens of megabytes of them.
 */
export function noteSpent(bytes: number): void {
  spent += bytes;
  if (spent < EVERY_BYTES) return;
  spent = 0;
  collect ??= exposeCollector();
  collect({ type: 'minor' });
}

function exposeCollector(): Collect {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as Collect;
}
