import { useEffect } from 'react';

const STORAGE_KEY = 'keyring-idle-minutes';
const ACTIVITY = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

export const idleMinutes = (): number => Number(localStorage.getItem(STORAGE_KEY) ?? 5);
export const setIdleMinutes = (minutes: number): void =>
  localStorage.setItem(STORAGE_KEY, String(minutes));

/** Calls `onIdle` after minutes without a key, click or touch; also when a laptop wakes up late. */
export function useIdle(onIdle: () => void, active: boolean): void {
  useEffect(() => {
    if (!active) return undefined;
    let last = Date.now();
    const touched = () => {
      last = Date.now();
    };
    const check = () => {
      if (Date.now() - last >= idleMinutes() * 60_000) onIdle();
    };
    const timer = setInterval(check, 1_000);
    for (const event of ACTIVITY) addEventListener(event, touched, { passive: true });
    document.addEventListener('visibilitychange', check);
    return () => {
      clearInterval(timer);
      for (const event of ACTIVITY) removeEventListener(event, touched);
      document.removeEventListener('visibilitychange', check);
    };
  }, [onIdle, active]);
}
