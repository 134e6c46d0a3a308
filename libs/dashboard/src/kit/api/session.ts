import type { OperatorSession } from '@appbase-pfe/types';
import { useSyncExternalStore } from 'react';

export type SignedIn = OperatorSession;

/**
 * `asking`: not known yet. `in`, `out`. `expired`: was in; the page stays and a dialog asks to sign in
 * again, so that no work is lost.
 */
export type Session =
  { state: 'asking' | 'out' } | ({ state: 'in' } & SignedIn) | ({ state: 'expired' } & SignedIn);

let current: Session = { state: 'asking' };
let renewal: { promise: Promise<boolean>; end: (renewed: boolean) => void } | undefined;
const listeners = new Set<() => void>();

const set = (next: Session) => {
  current = next;
  for (const listener of listeners) listener();
};

/** Who is signed in. The only store of it: the cookie itself cannot be read by scripts. */
export const session = {
  get: () => current,
  signedIn(answer: SignedIn) {
    set({ state: 'in', operator: answer.operator, csrfToken: answer.csrfToken });
    renewal?.end(true);
    renewal = undefined;
  },
  signedOut() {
    set({ state: 'out' });
    renewal?.end(false);
    renewal = undefined;
  },
  /** Waits until the operator has signed in again (true) or gave up (false). */
  async renewed(): Promise<boolean> {
    if (current.state === 'in') set({ ...current, state: 'expired' });
    if (current.state !== 'expired') return false;
    if (renewal === undefined) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      renewal = { promise, end: resolve };
    }
    return renewal.promise;
  },
  csrfToken: () => ('csrfToken' in current ? current.csrfToken : undefined),
};

export const useSession = (): Session =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, session.get);
