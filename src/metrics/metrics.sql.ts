import type { Connection } from '../database/connection.js';
import { addSamples, type Sample } from './sample.js';

interface Row {
  at: number;
  sample: string;
}

/** Minutes are kept for two days, hours for more than a year: about 13,000 rows at the most. */
export const KEPT_MS = { 60: 48 * 3_600_000, 3600: 400 * 24 * 3_600_000 } as const;
export type Seconds = keyof typeof KEPT_MS;

/** Adds a sample to the minute and to the hour of its time, and forgets what is too old. */
export function store(db: Connection, now: number, sample: Sample): void {
  for (const seconds of [60, 3600] as const) {
    const at = startOf(now, seconds);
    const row = db.get<Row>('SELECT sample FROM metrics WHERE seconds = ? AND at = ?', seconds, at);
    const sum = row === undefined ? sample : addSamples(JSON.parse(row.sample) as Sample, sample);
    db.run(
      `INSERT INTO metrics (seconds, at, sample) VALUES (?, ?, ?)
       ON CONFLICT (seconds, at) DO UPDATE SET sample = excluded.sample`,
      seconds,
      at,
      JSON.stringify(sum),
    );
    db.run('DELETE FROM metrics WHERE seconds = ? AND at < ?', seconds, now - KEPT_MS[seconds]);
  }
}

/** The samples from one moment to another, oldest first. */
export function load(
  db: Connection,
  seconds: Seconds,
  from: number,
  to: number,
): { at: number; sample: Sample }[] {
  return db
    .all<Row>(
      'SELECT at, sample FROM metrics WHERE seconds = ? AND at >= ? AND at <= ? ORDER BY at',
      seconds,
      from,
      to,
    )
    .map((row) => ({ at: row.at, sample: JSON.parse(row.sample) as Sample }));
}

export const startOf = (at: number, seconds: number) => at - (at % (seconds * 1000));
