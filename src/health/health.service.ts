import { Injectable, type OnModuleDestroy, ServiceUnavailableException } from '@nestjs/common';
import {
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
  type HealthIndicatorResult,
} from '@nestjs/terminus';
import type { HealthView } from '@appbase-pfe/types';

/** An answer is good for this long. */
const FRESH_MS = 1000;
/** An older one still answers at once, while a new one is made behind it. */
const USABLE_MS = 5000;
/** A check that takes longer counts as failed: one slow thing must not hold the answer up. */
const PATIENCE_MS = 2000;

type Indicator = () => Promise<HealthIndicatorResult>;

/**
 * How the server is. The checks run together, each with an end, at most once a second, and a caller
 * rarely waits for them: being asked often, or under load, costs next to nothing.
 */
@Injectable()
export class HealthService implements OnModuleDestroy {
  private readonly indicators = new Map<string, Indicator>();
  private last: { view: HealthView; at: number } | undefined;
  private running: Promise<HealthView> | undefined;
  private stopping = false;

  constructor(
    private readonly health: HealthCheckService,
    private readonly attempts: HealthIndicatorService,
  ) {}

  /** Adds a check. Features of one role add theirs when their module starts. */
  register(name: string, indicator: Indicator): void {
    this.indicators.set(name, indicator);
  }

  onModuleDestroy(): void {
    this.stopping = true;
  }

  /** The state, at most a few seconds old. */
  async check(): Promise<HealthView> {
    if (this.stopping) return { status: 'shutting_down', checks: this.last?.view.checks ?? {} };
    const age = this.last === undefined ? Infinity : performance.now() - this.last.at;
    if (this.last !== undefined && age < FRESH_MS) return this.last.view;
    const next = this.refresh();
    return this.last !== undefined && age < USABLE_MS ? this.last.view : next;
  }

  private refresh(): Promise<HealthView> {
    this.running ??= this.run().finally(() => (this.running = undefined));
    return this.running;
  }

  private async run(): Promise<HealthView> {
    const checks = [...this.indicators].map(
      ([name, indicator]) =>
        () =>
          this.bounded(name, indicator),
    );
    const { status, details } = await this.health.check(checks).catch(resultOf);
    // What is degraded still works: a disk that gets full is told and takes no traffic away.
    const works = status === 'ok' || status === 'degraded';
    const view = { status: works ? 'ok' : 'error', checks: details } as HealthView;
    this.last = { view, at: performance.now() };
    return view;
  }

  private async bounded(name: string, indicator: Indicator): Promise<HealthIndicatorResult> {
    const attempt = this.attempts.check(name);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<HealthIndicatorResult>((resolve) => {
      timer = setTimeout(() => resolve(attempt.down('It does not answer in time')), PATIENCE_MS);
    });
    const failed = () => attempt.down('The check failed');
    const result = await Promise.race([indicator().catch(failed), late]);
    clearTimeout(timer);
    return result;
  }
}

/** Terminus throws when a check is down; what it found is in the exception. */
function resultOf(error: unknown): HealthCheckResult {
  if (error instanceof ServiceUnavailableException) return error.getResponse() as HealthCheckResult;
  throw error;
}
