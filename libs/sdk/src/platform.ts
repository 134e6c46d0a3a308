/**
 * What this library needs of the place it runs in. Everything has a default; tests put their own
 * clock in, and environments without a global `fetch` their own `fetch`.
 */
export interface Platform {
  fetch: typeof fetch;
  now(): number;
  random(): number;
  setTimer(work: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
}

/** The platform of the running environment, with what the caller wants to differ. */
export function platformOf(own: Partial<Platform> = {}): Platform {
  return {
    // Called through the global each time, so that instrumentation and test doubles are seen.
    fetch: (input, init) => globalThis.fetch(input, init),
    now: () => Date.now(),
    random: () => Math.random(),
    setTimer: (work, ms) => setTimeout(work, ms),
    clearTimer: (timer) => clearTimeout(timer as number),
    ...own,
  };
}

/** A page or worker of a browser (not Node, not React Native). */
export const inBrowser = (): boolean =>
  typeof location !== 'undefined' && typeof location.origin === 'string' && !inNode();

/** Node, Bun or anything that says it is. */
export const inNode = (): boolean =>
  typeof (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node ===
  'string';

/** A random text of 128 bits. `crypto.randomUUID` does not exist on plain-HTTP pages. */
export function randomId(): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A promise that resolves after `ms`, or rejects as soon as the signal is aborted. */
export function pause(platform: Platform, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      platform.clearTimer(timer);
      reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    const timer = platform.setTimer(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
