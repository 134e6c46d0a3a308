const NUMBER = new Intl.NumberFormat('en');
const DAYTIME = { hourCycle: 'h23' } as const;
const MOMENT = new Intl.DateTimeFormat('en', {
  dateStyle: 'medium',
  timeStyle: 'short',
  ...DAYTIME,
});
const CLOCK = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', ...DAYTIME });
const DAY = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric' });
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];
const STEPS = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Number.POSITIVE_INFINITY],
] as const;

/** 12431 → "12,431". */
export const count = (value: number): string => NUMBER.format(value);

/** A number with its noun: "1 record", "12 records". */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** Bytes as people read them. */
export function bytes(value: number): string {
  let size = value;
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${UNITS[unit]}`;
}

export const moment = (iso: string): string => MOMENT.format(new Date(iso));

/** Seconds since 1970 as "17:05", or as "Nov 27" where days count. */
export const clock = (seconds: number, day = false): string =>
  (day ? DAY : CLOCK).format(new Date(seconds * 1000));

/** "5 minutes ago", "in 3 days". */
export function ago(iso: string, now = Date.now()): string {
  let value = (new Date(iso).getTime() - now) / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(value) < size) return RELATIVE.format(Math.round(value), unit);
    value /= size;
  }
  return moment(iso);
}
