import { Injectable } from '@nestjs/common';
import { Gauge, Histogram, Registry } from 'prom-client';
import { Amounts } from './amounts.js';
import { MetricsService } from './metrics.service.js';
import { BUCKETS_MS } from './sample.js';

/** A scrape counts tables at most this often. */
const COUNT_AGE_MS = 15_000;

/** The metrics in the text format that Prometheus reads. */
@Injectable()
export class Prometheus {
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'appbase_http_request_duration_seconds',
    help: 'Answered requests by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_MS.map((ms) => ms / 1000),
    registers: [this.registry],
  });

  /** Looked up here, since finding a series by its labels costs more than counting in it. */
  private readonly series = new Map<string, Histogram.Internal<'method' | 'route' | 'status'>>();

  constructor(metrics: MetricsService, amounts: Amounts) {
    const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
      new Gauge({
        name: `appbase_${name}`,
        help,
        registers: [this.registry],
        async collect() {
          this.set(await read());
        },
      });
    gauge('event_loop_delay_seconds', 'Longest recent wait of the event loop', () =>
      Math.max(0, metrics.loopDelayMs / 1000),
    );
    gauge('resident_memory_bytes', 'Memory of the process', () => process.memoryUsage.rss());
    gauge('uptime_seconds', 'Age of the process', () => process.uptime());
    gauge('wal_bytes', 'Size of the write-ahead log', () => amounts.walBytes());
    for (const { name, help } of amounts.sources) {
      gauge(snake(name), help, async () => (await amounts.count(COUNT_AGE_MS))[name] ?? 0);
    }
  }

  observe(method: string, route: string, status: number, ms: number): void {
    const key = `${status} ${method} ${route}`;
    let series = this.series.get(key);
    if (series === undefined) {
      series = this.requests.labels({ method, route, status: String(status) });
      this.series.set(key, series);
    }
    series.observe(ms / 1000);
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
