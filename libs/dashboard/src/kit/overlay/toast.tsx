import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { classes } from '../style/classes';

type Kind = 'success' | 'error' | 'info';
interface Toast {
  id: number;
  kind: Kind;
  text: string;
}

let shown: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();
const set = (next: readonly Toast[]) => {
  shown = next;
  for (const listener of listeners) listener();
};
const close = (id: number) => set(shown.filter((toast) => toast.id !== id));

function add(kind: Kind, text: string): void {
  const id = ++last;
  set([...shown.filter((toast) => toast.text !== text), { id, kind, text }].slice(-4));
  setTimeout(() => close(id), kind === 'error' ? 12_000 : 5_000);
}

/** Tells something in the corner, and to screen readers. */
export const toast = {
  success: (text: string) => add('success', text),
  error: (text: string) => add('error', text),
  info: (text: string) => add('info', text),
};

const ICONS = { success: CircleCheck, error: CircleAlert, info: Info };
const COLOURS: Record<Kind, string> = {
  success: 'text-platform',
  error: 'text-danger',
  info: 'text-data',
};

/** The place where toasts appear; once a page. On the left: what is pressed next is on the right. */
export function Toasts() {
  const toasts = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  return (
    <div
      role="region"
      aria-label="Messages"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-4 bottom-4 z-60 flex flex-col items-start gap-2"
    >
      {toasts.map(({ id, kind, text }) => {
        const Icon = ICONS[kind];
        return (
          <div
            key={id}
            className="card shadow-overlay pointer-events-auto flex w-full max-w-sm items-start gap-3 py-2 pr-2 pl-4"
          >
            <Icon aria-hidden="true" className={classes('mt-1.5 size-5 shrink-0', COLOURS[kind])} />
            <p className="min-w-0 flex-1 py-1 whitespace-pre-line">{text}</p>
            <button
              type="button"
              aria-label="Close message"
              onClick={() => close(id)}
              className="hover:bg-hover rounded-[8px] p-2"
            >
              <X aria-hidden="true" className="size-4" />
            </button>
          </div>
        );
      })}
    </div>
  );
}
