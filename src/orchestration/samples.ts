import { Injectable } from '@nestjs/common';
import type { AppStats } from '@appbase-pfe/types';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';

export type Sample = Omit<AppStats, 'at'>;
export interface Taken {
  appId: string;
  sample: Sample;
}

export const FINE_STEP_S = 15;
export const COARSE_STEP_S = 900;
const DAY_MS = 24 * 60 * 60 * 1000;
const KEPT_MS: Record<number, number> = {
  [FINE_STEP_S]: DAY_MS,
  [COARSE_STEP_S]: 30 * DAY_MS,
};
const MOST_SAMPLES = 6000;

interface SampleRow {
  at: number;
  sample: string;
}

/** The samples of all apps in `master.sqlite`: a day in detail, a month in quarters of an hour. */
@Injectable()
export class Samples {
  constructor(private readonly database: Database) {}

  /** Stores what was taken at once; the end of a quarter of an hour makes its summary too. */
  async store(at: number, taken: Taken[]): Promise<void> {
    await this.database.write((db) => {
      for (const { appId, sample } of taken) insert(db, appId, FINE_STEP_S, at, sample);
      const quarter = Math.floor(at / (COARSE_STEP_S * 1000)) * COARSE_STEP_S * 1000;
      for (const { appId } of taken) summarize(db, appId, quarter);
      for (const [step, kept] of Object.entries(KEPT_MS)) {
        for (const { appId } of taken) {
          db.run(
            'DELETE FROM app_samples WHERE app_id = ? AND step = ? AND at < ?',
            appId,
            Number(step),
            at - kept,
          );
        }
      }
    });
  }

  read(appId: string, step: number, from: number, to: number): AppStats[] {
    return this.database
      .read((db) =>
        db.all<SampleRow>(
          `SELECT at, sample FROM app_samples WHERE app_id = ? AND step = ? AND at >= ? AND at <= ?
           ORDER BY at LIMIT ?`,
          appId,
          step,
          from,
          to,
          MOST_SAMPLES,
        ),
      )
      .map(({ at, sample }) => ({
        at: new Date(at).toISOString(),
        ...(JSON.parse(sample) as Sample),
      }));
  }
}

/** The summary of the quarter of an hour before `quarter`, once. */
function summarize(db: Connection, appId: string, quarter: number): void {
  const done = db.get(
    'SELECT 1 FROM app_samples WHERE app_id = ? AND step = ? AND at = ?',
    appId,
    COARSE_STEP_S,
    quarter,
  );
  if (done !== undefined) return;
  const samples = db
    .all<SampleRow>(
      'SELECT at, sample FROM app_samples WHERE app_id = ? AND step = ? AND at > ? AND at <= ?',
      appId,
      FINE_STEP_S,
      quarter - COARSE_STEP_S * 1000,
      quarter,
    )
    .map(({ sample }) => JSON.parse(sample) as Sample);
  if (samples.length > 0) insert(db, appId, COARSE_STEP_S, quarter, summaryOf(samples));
}

/** Sums what is counted, keeps the last of what is a level and the worst of the times. */
export function summaryOf(samples: Sample[]): Sample {
  const sum = (pick: (sample: Sample) => number | undefined) =>
    samples.reduce((total, sample) => total + (pick(sample) ?? 0), 0);
  const worst = (share: 'p50' | 'p95' | 'p99') =>
    Math.max(...samples.map(({ latencyMs }) => latencyMs?.[share] ?? 0));
  return {
    ...samples.at(-1),
    requests: sum(({ requests }) => requests),
    errors: sum(({ errors }) => errors),
    latencyMs: { p50: worst('p50'), p95: worst('p95'), p99: worst('p99') },
    memoryBytes: Math.max(...samples.map(({ memoryBytes }) => memoryBytes ?? 0)),
  };
}

function insert(db: Connection, appId: string, step: number, at: number, sample: Sample): void {
  db.run(
    'INSERT OR REPLACE INTO app_samples (app_id, step, at, sample) VALUES (?, ?, ?, ?)',
    appId,
    step,
    at,
    JSON.stringify(sample),
  );
}
