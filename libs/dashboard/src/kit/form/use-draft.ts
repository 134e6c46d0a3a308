import { useEffect, useRef, useState } from 'react';

const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** What is being edited, beside what is stored of it. */
export interface Draft<T> {
  draft: T;
  /** What is stored, as far as it is known here. */
  base: T;
  dirty: boolean;
  change: (next: (now: T) => T) => void;
  undo: () => void;
  /** What was sent is stored; what was typed since is still to be saved. */
  saved: (sent: T) => void;
  /** Something else is stored now: it is shown, unless something is being changed here. */
  take: (stored: T) => void;
}

export function useDraft<T>(begin: T): Draft<T> {
  const [{ draft, base }, set] = useState({ draft: begin, base: begin });
  return {
    draft,
    base,
    dirty: !same(draft, base),
    change: (next) => set((now) => ({ ...now, draft: next(now.draft) })),
    undo: () => set((now) => ({ ...now, draft: now.base })),
    saved: (sent) => set((now) => ({ ...now, base: sent })),
    take: (stored) =>
      set((now) => ({ base: stored, draft: same(now.draft, now.base) ? stored : now.draft })),
  };
}

/** Lets a draft know whenever something else is stored. */
export function useStored<T>({ take }: Pick<Draft<T>, 'take'>, stored: T): void {
  const text = JSON.stringify(stored);
  const seen = useRef(text);
  useEffect(() => {
    if (seen.current === text) return;
    seen.current = text;
    take(stored);
    // By its content: the object is another at every turn.
  }, [text]);
}
