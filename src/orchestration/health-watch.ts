import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../common/clock.js';
import { AppIndicator } from './app-indicator.js';
import type { Health } from './decide.js';

/** How often an instance is checked. */
export const CHECK_EVERY_MS = 5000;
/** After a miss sooner, so that one that hangs is replaced within 20 s whenever it began to. */
const CHECK_AGAIN_MS = 3000;
/** While it starts it is asked more often, at first after this long. */
const FIRST_STARTING_MS = 25;
const LONGEST_STARTING_MS = 500;
const EAGER_LIMIT_MS = 60_000;

interface Watched {
  slug: string;
  instanceId: string;
  address: string;
  health: Health;
  /** Since when it has been ready without a break. */
  readySince: number | undefined;
  nextAt: number;
  checking: boolean;
  /** Set while it starts: how long until the next look. */
  eager: number | undefined;
  since: number;
  timer?: NodeJS.Timeout;
}

const UNSEEN: Health = Object.freeze({ misses: 0, live: false, ready: false });

/** Checks every running instance and says when an answer changes what is to be done. */
@Injectable()
export class HealthWatch implements OnModuleDestroy {
  private readonly watched = new Map<string, Watched>();
  private readonly listeners: ((appId: string) => void)[] = [];

  constructor(
    private readonly indicator: AppIndicator,
    private readonly clock: Clock,
  ) {}

  onModuleDestroy(): void {
    for (const appId of this.watched.keys()) this.forget(appId);
  }

  /** Calls `listener` when an app shall be looked at again. */
  onFlip(listener: (appId: string) => void): void {
    this.listeners.push(listener);
  }

  /** Watches an instance; `starting` asks often until it is ready. Twice is once. */
  follow(
    appId: string,
    instance: { id: string; address: string },
    slug: string,
    starting: boolean,
  ): void {
    const known = this.watched.get(appId);
    if (known?.instanceId === instance.id && known.address === instance.address) return;
    this.forget(appId);
    const watched: Watched = {
      slug,
      instanceId: instance.id,
      address: instance.address,
      health: UNSEEN,
      readySince: undefined,
      nextAt: this.clock.now(),
      checking: false,
      eager: starting ? FIRST_STARTING_MS : undefined,
      since: this.clock.now(),
    };
    this.watched.set(appId, watched);
    void this.check(appId, watched);
  }

  forget(appId: string): void {
    clearTimeout(this.watched.get(appId)?.timer);
    this.watched.delete(appId);
  }

  health(appId: string): Health {
    return this.watched.get(appId)?.health ?? UNSEEN;
  }

  /** How long the instance has been ready without a break. */
  healthyFor(appId: string): number | undefined {
    const since = this.watched.get(appId)?.readySince;
    return since === undefined ? undefined : this.clock.now() - since;
  }

  /** Checks what is due. Checks of different apps go on side by side. */
  @Interval('liveness', 500)
  tick(): void {
    const now = this.clock.now();
    for (const [appId, watched] of this.watched) {
      if (watched.eager === undefined && watched.nextAt <= now) void this.check(appId, watched);
    }
  }

  private async check(appId: string, watched: Watched): Promise<void> {
    if (watched.checking) return;
    watched.checking = true;
    watched.nextAt = this.clock.now() + CHECK_EVERY_MS;
    const health = await this.ask(watched);
    watched.checking = false;
    if (this.watched.get(appId) !== watched) return;
    const before = watched.health;
    watched.health = health;
    if (health.misses > 0) watched.nextAt += CHECK_AGAIN_MS - CHECK_EVERY_MS;
    if (health.ready) watched.readySince ??= this.clock.now();
    // A missed answer does not end a healthy life: only a death or not being ready does.
    else if (health.misses === 0) watched.readySince = undefined;
    const starting = watched.eager !== undefined;
    this.lookSooner(appId, watched);
    if (flipped(before, health, starting)) for (const listener of this.listeners) listener(appId);
  }

  private async ask({ slug, address, health: before }: Watched): Promise<Health> {
    const result = await this.indicator.live(slug, address);
    if (result[slug]?.status !== 'up') {
      const why = String(result[slug]?.['message'] ?? 'It does not answer');
      return { misses: before.misses + 1, live: before.live, ready: false, why };
    }
    const why = await this.indicator.whyNotReady(address);
    return { misses: 0, live: true, ready: why === undefined, why };
  }

  private lookSooner(appId: string, watched: Watched): void {
    if (watched.eager === undefined) return;
    if (watched.health.ready || this.clock.now() - watched.since > EAGER_LIMIT_MS) {
      watched.eager = undefined;
      return;
    }
    watched.timer = setTimeout(() => void this.check(appId, watched), watched.eager);
    watched.eager = Math.min(LONGEST_STARTING_MS, watched.eager * 1.3);
  }
}

function flipped(before: Health, now: Health, starting: boolean): boolean {
  if (before.ready !== now.ready || before.live !== now.live) return true;
  // While it starts it is not listening yet, many times in a row.
  if (starting) return false;
  return before.why !== now.why || before.misses !== now.misses;
}
