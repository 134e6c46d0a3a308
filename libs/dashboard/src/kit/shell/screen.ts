import type { LucideIcon } from 'lucide-react';

/** A screen of a console, as the navigation and the palette show it. */
export interface Screen {
  title: string;
  /** Its path inside the page; or, when `outside`, its address. */
  to: string;
  icon: LucideIcon;
  /** The colour family it belongs to. */
  tone?: 'data' | 'files' | 'platform';
  outside?: boolean;
}
