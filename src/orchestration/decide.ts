import type { AppState } from '@appbase-pfe/types';
import type { App, KnownInstance } from '../tenancy/app-row.js';
import type { Observed } from './instance-runtime.js';

/** After so many checks without an answer in a row an instance counts as hung. */
export const MISSES_UNTIL_HUNG = 3;
/** An instance that never answered is given this long. */
export const START_LIMIT_MS = 60_000;
/** One that had been healthy for this long is started again at once. */
export const HEALTHY_AFTER_MS = 10_000;
export const FIRST_BACKOFF_MS = 1000;
export const LONGEST_BACKOFF_MS = 5 * 60_000;
/** After so many early deaths in a row an app is shown as crash-looping. */
export const FAILURES_UNTIL_LOOPING = 5;

/** What the checks of an instance say. */
export interface Health {
  /** Checks without an answer, in a row. */
  misses: number;
  /** It has answered since it is watched. */
  live: boolean;
  ready: boolean;
  /** Why it is not ready, in its own words. */
  why?: string | undefined;
}

export interface Situation {
  app: App;
  specHash: string;
  observed: Observed;
  health: Health;
  now: number;
}

/** The one next thing to do about an app. */
export type Step =
  /** Remember a running instance that is not the one in the books (a crash came between). */
  | { do: 'adopt' }
  /** It died unasked: count it and set the time of the next start. */
  | { do: 'note-death' }
  /** It ended as it should: take it out of the books. */
  | { do: 'forget' }
  | { do: 'start' }
  | { do: 'stop'; reason: string }
  | { do: 'kill'; reason: string; message: string }
  | { do: 'remove' }
  | { do: 'wipe' }
  /** Nothing, until something happens or `lookAt` comes. */
  | { do: 'rest'; state: AppState; reason: string; message: string; lookAt?: number };

/** Decides by the level, never by the edge: what is wanted against what is there. */
export function decide(situation: Situation): Step {
  const { app } = situation;
  if (app.deletedAt !== undefined) return towardsDeleted(situation);
  if (app.desired === 'stopped') return towardsStopped(situation);
  if (situation.observed.status === 'running') return whileRunning(situation);
  return towardsRunning(situation);
}

function towardsDeleted({ app, observed, now }: Situation): Step {
  if (observed.status === 'running') return { do: 'stop', reason: 'Deleted' };
  if (app.instance !== undefined) return { do: 'forget' };
  if (app.purgeAt !== undefined && app.purgeAt <= now) return { do: 'wipe' };
  if (app.state !== 'deleted' || observed.status === 'stopped') return { do: 'remove' };
  return rest('deleted', 'Deleted', 'Its data are kept until purgeAt', app.purgeAt);
}

function towardsStopped({ app, observed }: Situation): Step {
  if (observed.status === 'running') return { do: 'stop', reason: 'Asked' };
  if (app.instance !== undefined) return { do: 'forget' };
  return rest('stopped', 'Asked', 'It was stopped and can be started');
}

function whileRunning({ app, specHash, observed, health, now }: Situation): Step {
  if (observed.generation !== app.generation) return { do: 'stop', reason: 'Restart' };
  if (observed.specHash !== specHash) return { do: 'stop', reason: 'Changed' };
  const { instance } = app;
  if (instance === undefined || !isInBooks(instance, observed)) return { do: 'adopt' };
  const wasReady = instance.wasReady === true;
  const running = now - (observed.startedAt ?? now);
  if (health.misses >= MISSES_UNTIL_HUNG) {
    if (health.live || wasReady) {
      return { do: 'kill', reason: 'Hung', message: 'It does not answer any more' };
    }
    if (running > START_LIMIT_MS) {
      return { do: 'kill', reason: 'StartTimeout', message: 'It did not answer within a minute' };
    }
  }
  if (health.ready) return rest('running', 'Ready', 'It answers and takes requests');
  if (!wasReady && isNewImage(app) && health.live && running > START_LIMIT_MS) {
    return {
      do: 'kill',
      reason: 'NeverReady',
      message: `The new image did not become ready: ${health.why ?? ''}`,
    };
  }
  if (!wasReady) {
    const state = app.failures >= FAILURES_UNTIL_LOOPING ? 'crash-looping' : 'starting';
    const left = Math.max(1000, START_LIMIT_MS - running + 1000);
    const message = health.live ? health.why : undefined;
    return rest(state, 'Starting', message ?? 'It has not answered yet', now + left);
  }
  // Just adopted: what was running is taken for running until a check says otherwise.
  if (health.misses === 0 && !health.live)
    return rest(app.state, 'Checking', 'It is being checked');
  return rest('unhealthy', 'NotReady', health.why ?? 'It does not answer');
}

/** The same instance, and the same run of it: somebody may have started it again by hand. */
function isInBooks(known: KnownInstance, observed: Observed): boolean {
  return (
    known.id === observed.id &&
    known.address === observed.address &&
    (observed.startedAt === undefined || Date.parse(known.startedAt) === observed.startedAt)
  );
}

/** Whether the app runs on an image on which it has not been ready yet, after another one. */
export function isNewImage({ instance, image }: App): boolean {
  return instance?.image !== undefined && image !== undefined && instance.image !== image;
}

function towardsRunning({ app, observed, now }: Situation): Step {
  if (app.instance !== undefined) {
    const planned = app.instance.generation < app.generation;
    return planned ? { do: 'forget' } : { do: 'note-death' };
  }
  if (app.retryAt === undefined || app.retryAt <= now) return { do: 'start' };
  const message = observed.exit?.message ?? 'It waits for its next try';
  const reason = observed.exit?.reason ?? 'Waiting';
  return rest(waitingState(app), reason, message, app.retryAt);
}

function waitingState(app: App): AppState {
  if (app.state === 'failed') return 'failed';
  if (app.failures >= FAILURES_UNTIL_LOOPING) return 'crash-looping';
  return app.failures > 0 ? 'restarting' : 'provisioning';
}

function rest(state: AppState, reason: string, message: string, lookAt?: number): Step {
  return { do: 'rest', state, reason, message, ...(lookAt === undefined ? {} : { lookAt }) };
}

/** What a death means: at once again after a healthy life, else later and later. */
export function afterDeath(
  failures: number,
  healthyForMs: number,
  now: number,
  random: number,
): { failures: number; retryAt: number | undefined } {
  if (healthyForMs >= HEALTHY_AFTER_MS) return { failures: 0, retryAt: undefined };
  const next = failures + 1;
  const wait = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(failures, 20));
  return { failures: next, retryAt: now + Math.round(wait * (0.8 + 0.4 * random)) };
}
