import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** After the start, when the first requests have been answered. */
const AFTER_START_MS = 5000;
/** Each collection stops the process for some 50 ms, so they come one by one. */
const BETWEEN_MS = 500;
/** V8 drops compiled code that has not run for so many collections: what only the start needed. */
const COLLECTIONS = 4;
/** The part of its time that an idle process is busy at most. A busy one is not interrupted. */
const IDLE = 0.1;

type Collect = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

/**
 * Gives back what starting took, in a quiet moment: a fifth of the memory of an idle process is
 * code that ran once and what it left behind, and V8 keeps that for as long as nothing presses.
 */
export function collectAfterStart(): void {
  setTimeout(() => {
    setFlagsFromString('--expose-gc');
    collectWhenIdle(runInNewContext('gc') as Collect, COLLECTIONS);
  }, AFTER_START_MS - BETWEEN_MS).unref();
}

function collectWhenIdle(collect: Collect, times: number): void {
  const before = performance.eventLoopUtilization();
  setTimeout(() => {
    const idle = performance.eventLoopUtilization(before).utilization < IDLE;
    if (idle) collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    const left = idle ? times - 1 : times;
    if (left > 0) collectWhenIdle(collect, left);
  }, BETWEEN_MS).unref();
}
