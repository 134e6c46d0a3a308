import { useEffect, useRef } from 'react';

/** Single keys that do something while nobody is typing; Escape always does. */
export function useShortcuts(keys: Record<string, () => unknown>): void {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const { target } = event;
      const typing =
        target instanceof HTMLElement && target.matches('input, textarea, select, dialog *');
      if (typing && event.key !== 'Escape') return;
      const work = current.current[event.key];
      if (work === undefined) return;
      event.preventDefault();
      if (typing && event.key === 'Escape') target.blur();
      work();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}
