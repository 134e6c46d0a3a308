import type { AppCondition, AppStats, RuntimeKind } from '@appbase-pfe/types';
import type { App } from '../tenancy/app-row.js';

/** What a look at an app's instance finds. */
export interface Observed {
  /** `stopped`: something is there and does not run. */
  status: 'absent' | 'stopped' | 'running';
  id?: string | undefined;
  address?: string | undefined;
  image?: string | undefined;
  /** Milliseconds since the epoch. */
  startedAt?: number | undefined;
  generation?: number | undefined;
  specHash?: string | undefined;
  /** Why it does not run, as far as the engine knows. */
  exit?: { reason: string; message: string } | undefined;
}

/** A started instance. */
export interface Started {
  id: string;
  address: string;
  startedAt: number;
  image?: string | undefined;
  /** What is known of it now: `Provisioned`, `NetworkReady`, `Isolated`. */
  conditions: Verdict[];
}

export type Verdict = Pick<AppCondition, 'type' | 'status' | 'reason' | 'message'>;

/** Something stands in the way. The condition says what, and what to do. */
export class RuntimeProblem extends Error {
  override readonly name = 'RuntimeProblem';

  constructor(
    readonly verdict: Verdict,
    /** `wait`: it may come by itself; `change`: somebody has to do something; `crash`: it died. */
    readonly kind: 'wait' | 'change' | 'crash',
    options?: ErrorOptions,
  ) {
    super(verdict.message, options);
  }
}

/** An exit or another change that the engine tells of. */
export interface RuntimeNews {
  /** `undefined`: look at all apps (the engine came back, events were lost). */
  appId: string | undefined;
  /** What instances are made of is new: also what has failed so far may succeed now. */
  renewed?: boolean;
}

/** What runs instances: Docker or child processes. Everything above is the same for both. */
export abstract class InstanceRuntime {
  abstract readonly kind: RuntimeKind;
  /** Whether instances go on when the control plane is asked to stop. */
  abstract readonly outlivesMaster: boolean;

  /** Begins to listen for news. */
  abstract open(tell: (news: RuntimeNews) => void): Promise<void>;
  /** What an instance of this app is made of; another hash means another instance. */
  abstract specHash(app: App): string;
  abstract observe(app: App): Promise<Observed>;
  /**
   * Makes what is missing and starts an instance. Every step looks before it acts.
   *
   * @throws RuntimeProblem
   */
  abstract start(app: App): Promise<Started>;
  /** Asks it to end and waits; ends it after the grace. Nothing happens when none runs. */
  abstract stop(app: App): Promise<void>;
  /** Ends it at once: for one that hangs. */
  abstract kill(app: App): Promise<void>;
  /** Removes everything but data. */
  abstract remove(app: App): Promise<void>;
  /** Brings limits into force without a new instance, where that can be done. */
  abstract applyLimits(app: App): Promise<void>;
  /** Tests from inside that the instance is isolated; `undefined` where there is nothing to test. */
  abstract prove(app: App): Promise<Verdict | undefined>;
  /** The last lines of its log, and with `follow` what comes after. */
  abstract logs(
    app: App,
    options: { tail: number; follow: boolean; signal: AbortSignal },
  ): AsyncIterable<string>;
  abstract stats(app: App): Promise<Partial<AppStats>>;
  /** Reports and removes what is ours and belongs to no app. */
  abstract sweep(apps: () => readonly App[]): Promise<string[]>;
  /** Problem of the runtime as a whole, if there is one. */
  abstract problem(): string | undefined;
  /** Stops what does not outlive the control plane, and all listening. */
  abstract close(): Promise<void>;
}
