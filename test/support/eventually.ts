import { expect } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';

const LIMIT_MS = 60_000;

/** Waits until what is read is what is wanted: a page shows it some moments after it was told. */
export async function eventually<T>(read: () => Promise<T>, wanted: T): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  let now = await read();
  while (Date.now() < deadline && JSON.stringify(now) !== JSON.stringify(wanted)) {
    await pause(20);
    now = await read();
  }
  expect(now).toEqual(wanted);
}
