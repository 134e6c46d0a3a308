import type { ReactNode } from 'react';
import { classes } from './style/classes';

export type Tone = 'plain' | 'data' | 'files' | 'platform' | 'warn' | 'danger';

const TONES: Record<Tone, string> = {
  plain: 'bg-hover text-ink',
  data: 'bg-data-soft text-data',
  files: 'bg-files-soft text-files',
  platform: 'bg-platform-soft text-platform',
  warn: 'bg-warn-soft text-warn',
  danger: 'bg-danger-soft text-danger',
};

/** A short word about the state of a thing. */
export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={classes(
        'inline-flex items-center gap-1 rounded-full px-2.5 py-0.5 text-sm font-semibold whitespace-nowrap',
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}
