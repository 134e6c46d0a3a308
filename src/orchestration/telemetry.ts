import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import {
  type AppStats,
  type AppTelemetry,
  InstanceTelemetry,
  type TelemetryQuery,
} from '@appbase-pfe/types';
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
  private readonly before = new Map<string, Told>();
  private readonly latest = new Map<string, Sample>();
  private readonly since: number;
  private busy = false;

  constructor(
    private readonly apps: AppsService,
    private readonly store: AppsStore,
    private readonly client: InstanceClient,
    private readonly runtime: InstanceRuntime,
    private readonly samples: Samples,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.since = clock.now();
  }

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
      const all = this.store.all();
      this.forgetAllBut(new Set(all.map(({ id }) => id)));
      const running = all.filter(({ state }) => state === 'running');
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
      const before = this.countedBefore(app);
      this.before.set(app.id, { run: runOf(app), told });
      // What it counted before this control plane was there is in the samples already.
      if (before === undefined) return undefined;
      const sample = sampleOf(told, before);
      this.latest.set(app.id, sample);
      return { appId: app.id, sample };
    } catch {
      // It is being restarted, or hangs: the checks see to that.
      return undefined;
    }
  }

  /** What an instance had counted by the last look; nothing when it was started since. */
  private countedBefore(app: App): Counted | undefined {
    const before = this.before.get(app.id);
    if (before?.run === runOf(app)) return before.told;
    const isNew = before !== undefined || Date.parse(app.instance!.startedAt) >= this.since;
    return isNew ? NOTHING : undefined;
  }

  private forgetAllBut(known: ReadonlySet<string>): void {
    for (const map of [this.before, this.latest]) {
      for (const appId of map.keys()) if (!known.has(appId)) map.delete(appId);
    }
  }

  private async ask(app: App): Promise<InstanceTelemetry> {
    const told = await this.client.call(app, GUEST, 'GET', '/internal/telemetry');
    return InstanceTelemetry.parse(told);
  }
}

type Counted = Pick<InstanceTelemetry, 'requests' | 'errors'> & Partial<InstanceTelemetry>;

/** What an instance told last, and which run of it: each begins to count at nothing. */
interface Told {
  run: string;
  told: InstanceTelemetry;
}

const NOTHING: Counted = { requests: 0, errors: 0 };

function runOf({ instance }: App): string {
  return `${instance?.id} ${instance?.startedAt}`;
}

function sampleOf(told: InstanceTelemetry, before: Counted): Sample {
  const classes = difference(before.latency, told.latency);
  return {
    requests: told.requests - before.requests,
    errors: told.errors - before.errors,
    latencyMs: {
      p50: percentile(classes, 0.5),
      p95: percentile(classes, 0.95),
      p99: percentile(classes, 0.99),
    },
    users: told.users,
    storageBytes: told.storageBytes,
    memoryBytes: told.memoryBytes,
  };
}

function withoutGaps<T extends object>(stats: T): AppStats {
  const known = Object.entries(stats).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as unknown as AppStats;
}
