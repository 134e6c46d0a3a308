import { pause, type Platform, randomId } from './platform.js';

const LEASE_MS = 8_000;
const LOOK_AGAIN_MS = 50;

/**
 * Does `work` in one tab at a time. Web Locks where the page has them; a page on plain HTTP has
 * none, so there a lease in localStorage keeps tabs apart well enough (the server's grace for a
 * double refresh does the rest). Without shared storage there is nobody to keep apart.
 */
export async function inOneTab<R>(
  name: string,
  shared: boolean,
  platform: Platform,
  work: () => Promise<R>,
): Promise<R> {
  if (!shared) return work();
  const locks = (globalThis.navigator as Navigator | undefined)?.locks as LockManager | undefined;
  if (locks !== undefined) return locks.request(name, work) as Promise<R>;
  const mine = randomId();
  for (let waited = 0; waited < LEASE_MS && heldByOther(name, mine, platform);) {
    await pause(platform, LOOK_AGAIN_MS);
    waited += LOOK_AGAIN_MS;
  }
  try {
    writeLease(name, `${mine} ${platform.now() + LEASE_MS}`);
    return await work();
  } finally {
    if (!heldByOther(name, mine, platform)) writeLease(name, null);
  }
}

function heldByOther(name: string, mine: string, platform: Platform): boolean {
  const [holder, until] = readLease(name);
  return holder !== '' && holder !== mine && Number(until) > platform.now();
}

function readLease(name: string): string[] {
  try {
    return (localStorage.getItem(name) ?? ' 0').split(' ');
  } catch {
    return ['', '0'];
  }
}

function writeLease(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // Without storage every tab stands alone.
  }
}
