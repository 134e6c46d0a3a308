import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { MetricsPoint, MetricsSeries, ReadMetrics } from '@appbase-pfe/types';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import { Database } from '../database/database.js';
import { Amounts } from './amounts.js';
import { load, startOf, store } from './metrics.sql.js';
import { addSamples, bucketOf, emptySample, toPoint } from './sample.js';

const FLUSH_EVERY_MS = 15_000;
const HOUR_MS = 3_600_000;
const MOST_POINTS = 1500;
const LOOP_RESOLUTION_MS = 50;

/** Counts requests in memory and adds the counts to the database a few times a minute. */
@Injectable()
export class MetricsService implements OnModuleDestroy {
  private readonly loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  private current = emptySample();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly amounts: Amounts,
  ) {
    this.loop.enable();
  }

  /** Counts one answered request. On the way of every request, so it does next to nothing. */
  count(status: number, ms: number): void {
    const { current } = this;
    current.requests++;
    if (status >= 500) current.serverErrors++;
    else if (status >= 400) current.clientErrors++;
    current.latencyMs += ms;
    current.buckets[bucketOf(ms)]!++;
  }

  async onModuleDestroy(): Promise<void> {
    // Nothing is counted on the way out: it would hold the shutdown up.
    if (this.current.requests > 0) await this.flush(this.amounts.last).catch(() => undefined);
    this.loop.disable();
  }

  /** Writes down what was counted. Nothing is written while nobody asks anything. */
  @Interval(FLUSH_EVERY_MS)
  async flushRegularly(): Promise<void> {
    // On a full disk the counts stay in memory until there is room.
    if (this.current.requests === 0) return;
    await this.flush(await this.amounts.count()).catch(() => undefined);
  }

  /** The longest wait of the event loop since the last flush, beyond the clock's own ticks. */
  get loopDelayMs(): number {
    return Math.max(0, this.loop.max / 1e6 - LOOP_RESOLUTION_MS);
  }

  async read(query: ReadMetrics): Promise<MetricsSeries> {
    await this.flush(await this.amounts.count(0));
    const to = query.to === undefined ? this.clock.now() : Date.parse(query.to);
    const from = query.from === undefined ? to - HOUR_MS : Date.parse(query.from);
    const step = query.step ?? (to - from > 24 * HOUR_MS ? 3600 : 60);
    if (from > to) throw errors.invalid('from', 'is after `to`');
    if ((to - from) / 1000 / step > MOST_POINTS) {
      throw errors.invalid('step', `makes more than ${MOST_POINTS} points: take a longer one`);
    }
    return {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      step,
      points: this.points(from, to, step),
    };
  }

  private points(from: number, to: number, step: number): MetricsPoint[] {
    const seconds = step < 3600 ? 60 : 3600;
    const rows = this.database.read((db) => load(db, seconds, startOf(from, seconds), to));
    const sums = new Map<number, ReturnType<typeof emptySample>>();
    for (const { at, sample } of rows) {
      const start = startOf(at, step);
      const before = sums.get(start);
      sums.set(start, before === undefined ? sample : addSamples(before, sample));
    }
    return [...sums].map(([at, sample]) => toPoint(at, sample));
  }

  private async flush(amounts: Record<string, number>): Promise<void> {
    const walBytes = await this.amounts.walBytes();
    const sample = { ...this.current, amounts, walBytes, loopDelayMs: this.loopDelayMs };
    this.current = emptySample();
    this.loop.reset();
    try {
      await this.database.write((db) => store(db, this.clock.now(), sample));
    } catch (error) {
      this.current = addSamples(sample, this.current);
      throw error;
    }
  }
}
