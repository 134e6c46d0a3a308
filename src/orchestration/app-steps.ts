import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { LOGGER, type Logger } from '../common/log-token.js';
import type { AppChange } from '../tenancy/apps-store.js';
import { AppFolders } from '../tenancy/app-folders.js';
import type { App, KnownInstance } from '../tenancy/app-row.js';
import { AppEraser } from './app-eraser.js';
import { AppStatus } from './app-status.js';
import { afterDeath, FAILURES_UNTIL_LOOPING, isNewImage, type Step } from './decide.js';
import { HealthWatch } from './health-watch.js';
import { InstanceRuntime, type Observed, RuntimeProblem } from './instance-runtime.js';

/** What cannot succeed by itself is tried again this much later. */
const FAILED_RETRY_MS = 5 * 60_000;
/** What may come by itself is tried again this much later, besides being told of. */
const WAIT_RETRY_MS = 10_000;

/** Performs the steps that `decide` chooses. Each may be repeated after a crash. */
@Injectable()
export class AppSteps {
  constructor(
    private readonly runtime: InstanceRuntime,
    private readonly status: AppStatus,
    private readonly watch: HealthWatch,
    private readonly folders: AppFolders,
    private readonly eraser: AppEraser,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async perform(app: App, step: Exclude<Step, { do: 'rest' }>, observed: Observed): Promise<void> {
    switch (step.do) {
      case 'start':
        return this.start(app);
      case 'adopt':
        return this.adopt(app, observed);
      case 'note-death':
        return this.noteDeath(app, observed);
      case 'forget':
        return this.forget(app, 'Ended', 'The instance has ended');
      case 'stop':
        return this.stop(app, step.reason);
      case 'kill':
        return this.kill(app, step.reason, step.message);
      case 'remove':
        return this.remove(app);
      case 'wipe':
        return this.eraser.wipe(app);
    }
  }

  /** What an app is while nothing is to be done. */
  async rest(app: App, step: Step & { do: 'rest' }): Promise<void> {
    const ready = step.state === 'running';
    const isNews = ready && app.instance?.wasReady !== true;
    await this.status.note(app.id, {
      state: step.state,
      reason: step.reason,
      message: step.message,
      ...(step.reason === 'Checking' || step.state === 'failed'
        ? {}
        : {
            conditions: [
              { type: 'InstanceReady', status: ready, reason: step.reason, message: step.message },
            ],
          }),
      ...(isNews ? { change: becameReady(app) } : {}),
    });
    if (ready) this.folders.forgetFirstKey(app.id);
  }

  private async start(app: App): Promise<void> {
    this.watch.forget(app.id);
    await this.status.note(app.id, {
      state: app.readyGeneration === 0 ? 'provisioning' : startingState(app),
      reason: 'Starting',
      message: `${app.slug} is being started`,
    });
    try {
      const started = await this.runtime.start(app);
      await this.record(app, started, [
        { type: 'Provisioned', status: true, reason: 'Provisioned', message: 'All is in place' },
        ...started.conditions,
      ]);
    } catch (error) {
      await this.noteProblem(app, error);
    }
  }

  private async adopt(app: App, observed: Observed): Promise<void> {
    // What was seen of the run before says nothing of this one.
    this.watch.forget(app.id);
    await this.record(app, {
      id: observed.id!,
      address: observed.address!,
      startedAt: observed.startedAt ?? this.clock.now(),
      image: observed.image,
    });
  }

  private async record(
    app: App,
    started: { id: string; address: string; startedAt: number; image?: string | undefined },
    conditions: Parameters<AppStatus['note']>[1]['conditions'] = [],
  ): Promise<void> {
    const instance: KnownInstance = {
      runtime: this.runtime.kind,
      id: started.id,
      address: started.address,
      ...(started.image === undefined ? {} : { image: started.image }),
      startedAt: new Date(started.startedAt).toISOString(),
      generation: app.generation,
      specHash: this.runtime.specHash(app),
    };
    await this.status.note(app.id, {
      ...(app.readyGeneration === 0 ? { state: startingState(app) } : {}),
      reason: 'Started',
      message: `${app.slug} was started as ${this.runtime.kind} ${started.id.slice(0, 12)}`,
      event: 'instance.started',
      conditions,
      change: { instance, retryAt: null },
    });
  }

  private async noteDeath(app: App, { exit }: Observed): Promise<void> {
    const healthyFor = this.watch.healthyFor(app.id) ?? this.livedBefore(app);
    this.watch.forget(app.id);
    const { failures, retryAt } = afterDeath(
      app.failures,
      healthyFor,
      this.clock.now(),
      Math.random(),
    );
    const reason = exit?.reason ?? 'Gone';
    const back = rollBack(app);
    const goesBack =
      back === undefined
        ? ''
        : '. It goes back to the image before; “retry” tries the new one again';
    const message = `${exit?.message ?? 'The instance is gone'}${goesBack}`;
    await this.status.note(app.id, {
      state: failures >= FAILURES_UNTIL_LOOPING ? 'crash-looping' : 'restarting',
      reason,
      message,
      event: 'instance.died',
      conditions: [{ type: 'InstanceReady', status: false, reason, message }],
      change: {
        instance: null,
        restarts: app.restarts + 1,
        failures,
        retryAt: retryAt ?? null,
        ...back,
      },
    });
  }

  /** One that died while nobody watched: its life counts as healthy when it had been. */
  private livedBefore(app: App): number {
    if (app.state !== 'running' || app.instance === undefined) return 0;
    return this.clock.now() - Date.parse(app.instance.startedAt);
  }

  private async stop(app: App, reason: string): Promise<void> {
    await this.status.note(app.id, {
      state: app.deletedAt === undefined ? 'stopping' : 'deleting',
      reason,
      message: `${app.slug} is being stopped`,
    });
    await this.runtime.stop(app);
    await this.forget(app, reason, 'It was stopped');
  }

  private async kill(app: App, reason: string, message: string): Promise<void> {
    this.logger.warn({ app: app.slug, reason }, 'an instance is killed');
    await this.status.note(app.id, {
      state: 'unhealthy',
      reason,
      message,
      event: 'instance.killed',
      conditions: [{ type: 'InstanceReady', status: false, reason, message }],
    });
    await this.runtime.kill(app);
  }

  private async forget(app: App, reason: string, message: string): Promise<void> {
    this.watch.forget(app.id);
    await this.status.note(app.id, {
      reason,
      message,
      event: 'instance.stopped',
      conditions: [{ type: 'InstanceReady', status: false, reason, message }],
      change: { instance: null },
    });
  }

  private async remove(app: App): Promise<void> {
    await this.runtime.remove(app);
    await this.status.note(app.id, {
      state: 'deleted',
      reason: 'Removed',
      message: `Everything of ${app.slug} but its data is removed`,
      conditions: [
        { type: 'Provisioned', status: false, reason: 'Deleted', message: 'The app is deleted' },
      ],
      change: { subnet: null },
    });
  }

  private async noteProblem(app: App, error: unknown): Promise<void> {
    if (!(error instanceof RuntimeProblem)) throw error;
    const { verdict, kind } = error;
    const now = this.clock.now();
    if (kind === 'crash') {
      const death = afterDeath(app.failures, 0, now, Math.random());
      await this.status.note(app.id, {
        state: death.failures >= FAILURES_UNTIL_LOOPING ? 'crash-looping' : 'restarting',
        ...verdict,
        event: 'instance.died',
        conditions: [verdict],
        change: { failures: death.failures, retryAt: death.retryAt!, restarts: app.restarts + 1 },
      });
      return;
    }
    await this.status.note(app.id, {
      state: kind === 'change' ? 'failed' : 'provisioning',
      reason: verdict.reason,
      message: verdict.message,
      conditions: [verdict],
      change: { retryAt: now + (kind === 'change' ? FAILED_RETRY_MS : WAIT_RETRY_MS) },
    });
  }
}

/** What is remembered when an instance has become ready for the first time. */
function becameReady(app: App): AppChange {
  return {
    readyGeneration: app.generation,
    ...(app.instance === undefined
      ? {}
      : { instance: { ...app.instance, wasReady: true }, image: app.instance.image ?? null }),
  };
}

/** Marks a new image on which the app died before it was ready, so that the old one is used. */
function rollBack(app: App): AppChange | undefined {
  const { instance } = app;
  if (!isNewImage(app) || instance?.wasReady === true) return undefined;
  return { badImage: instance!.image!, retryAt: null };
}

function startingState(app: App): 'starting' | 'restarting' | 'crash-looping' {
  if (app.failures >= FAILURES_UNTIL_LOOPING) return 'crash-looping';
  return app.state === 'restarting' ? 'restarting' : 'starting';
}
