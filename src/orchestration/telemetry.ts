import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { AppStats, AppTelemetry, InstanceTelemetry, TelemetryQuery } from '@appbase-pfe/types';
import { GUEST } from '../access/caller.js';
import { Clock } from '../common/clock.js';
import { LOGGER, type Logger } from '../common/log-token.js';
import type { App } from '../tenancy/app-row.js';
import { AppsService } from '../tenancy/apps.service.js';
import { AppsStore } from '../tenancy/apps-store.js';
import { InstanceClient } from './instance-client.js';
import { InstanceRuntime } from './instance-runtime.js';
import { difference, percentile } from './percentiles.js';
import { FINE_STEP_S, type Sample, Samples, type Taken } from './samples.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Asks every running instance what it did, and keeps the answers over time. */
@Injectable()
export class Telemetry {
  private readonly before = new Map<string, InstanceTelemetry>();
  private readonly latest = new Map<string, Sample>();
  private busy = false;

  constructor(
    private readonly apps: AppsService,
    private readonly store: AppsStore,
    private readonly client: InstanceClient,
    private readonly runtime: InstanceRuntime,
    private readonly samples: Samples,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** What an app uses now. What nobody can tell is left out, never made up. */
  async now(idOrSlug: string): Promise<AppStats> {
    const app = this.apps.find(idOrSlug);
    const at = new Date(this.clock.now()).toISOString();
    if (app.instance === undefined) return { at };
    const [engine, told] = await Promise.all([
      this.runtime.stats(app).catch(() => ({})),
      this.ask(app).catch(() => undefined),
    ]);
    const { memoryBytes, storageBytes, users } = told ?? {};
    const latest = this.latest.get(app.id);
    return withoutGaps({
      at,
      memoryBytes,
      memoryLimitBytes: app.limits.memoryMb * 1024 * 1024,
      storageBytes,
      users,
      requests: told?.requests,
      errors: told?.errors,
      latencyMs: latest?.latencyMs,
      ...engine,
    });
  }

  history(idOrSlug: string, query: TelemetryQuery): AppTelemetry {
    const { id } = this.apps.find(idOrSlug);
    const step = query.step === undefined ? FINE_STEP_S : Number(query.step);
    const now = this.clock.now();
    const from = query.from === undefined ? now - DAY_MS : Date.parse(query.from);
    const to = query.to === undefined ? now : Date.parse(query.to);
    return { step, samples: this.samples.read(id, step, from, to) };
  }

  @Interval('telemetry', FINE_STEP_S * 1000)
  async collect(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const running = this.store.all().filter(({ state }) => state === 'running');
      const taken = await Promise.all(running.map((app) => this.take(app)));
      const found = taken.filter((one): one is Taken => one !== undefined);
      if (found.length > 0) await this.samples.store(this.clock.now(), found);
    } catch (error) {
      this.logger.warn({ err: error }, 'telemetry could not be kept');
    } finally {
      this.busy = false;
    }
  }

  private async take(app: App): Promise<Taken | undefined> {
    try {
      const told = await this.ask(app);
      const before = this.before.get(app.id);
      this.before.set(app.id, told);
      const anew = before !== undefined && told.requests < before.requests;
      const classes = difference(before?.latency, told.latency);
      const sample: Sample = {
        requests: told.requests - (anew ? 0 : (before?.requests ?? 0)),
        errors: told.errors - (anew ? 0 : (before?.errors ?? 0)),
        latencyMs: {
          p50: percentile(classes, 0.5),
          p95: percentile(classes, 0.95),
          p99: percentile(classes, 0.99),
        },
        users: told.users,
        storageBytes: told.storageBytes,
        memoryBytes: told.memoryBytes,
      };
      this.latest.set(app.id, sample);
      return { appId: app.id, sample };
    } catch {
      // It is being restarted, or hangs: the checks see to that.
      return undefined;
    }
  }

  private ask(app: App): Promise<InstanceTelemetry> {
    return this.client.call(app, GUEST, 'GET', '/internal/telemetry');
  }
}

function withoutGaps<T extends object>(stats: T): AppStats {
  const known = Object.entries(stats).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as unknown as AppStats;
}
