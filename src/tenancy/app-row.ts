import type {
  AppCondition,
  AppInstance,
  AppLimits,
  AppState,
  AppView,
  Egress,
} from '@appbase-pfe/types';

/** The instance as the control plane remembers it. */
export interface KnownInstance extends AppInstance {
  /** The app's generation for which it was started. */
  generation: number;
  /** What it was made of. */
  specHash: string;
  /** It has been ready since it was started. */
  wasReady?: boolean;
}

/** An app as it is stored: what it shall be and what it was last seen to be. */
export interface App {
  /** Counts the apps of this installation; user ids are derived from it. Never used again. */
  readonly number: number;
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly port: number | undefined;
  /** Index of its network in the pool. */
  readonly subnet: number | undefined;
  readonly limits: AppLimits;
  readonly egress: Egress;
  readonly desired: 'running' | 'stopped';
  /** Grows with every wish for a new instance (start, restart). */
  readonly generation: number;
  readonly state: AppState;
  readonly stateSince: number;
  readonly conditions: readonly AppCondition[];
  readonly instance: KnownInstance | undefined;
  /** The newest generation that has been healthy. */
  readonly readyGeneration: number;
  readonly restarts: number;
  /** Deaths in a row before the instance had been healthy for long. */
  readonly failures: number;
  readonly retryAt: number | undefined;
  /** The image on which it was last ready. */
  readonly image: string | undefined;
  /** An image on which it did not become ready: it is not tried again. */
  readonly badImage: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly deletedAt: number | undefined;
  readonly purgeAt: number | undefined;
}

export interface AppRow {
  number: number;
  id: string;
  name: string;
  slug: string;
  port: number | null;
  subnet: number | null;
  limits: string;
  egress: Egress;
  desired: 'running' | 'stopped';
  generation: number;
  state: AppState;
  state_since: number;
  conditions: string;
  instance: string | null;
  ready_generation: number;
  restarts: number;
  failures: number;
  retry_at: number | null;
  image: string | null;
  bad_image: string | null;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
  purge_at: number | null;
}

export function toApp(row: AppRow): App {
  return {
    number: row.number,
    id: row.id,
    name: row.name,
    slug: row.slug,
    port: row.port ?? undefined,
    subnet: row.subnet ?? undefined,
    limits: JSON.parse(row.limits) as AppLimits,
    egress: row.egress,
    desired: row.desired,
    generation: row.generation,
    state: row.state,
    stateSince: row.state_since,
    conditions: JSON.parse(row.conditions) as AppCondition[],
    instance: row.instance === null ? undefined : (JSON.parse(row.instance) as KnownInstance),
    readyGeneration: row.ready_generation,
    restarts: row.restarts,
    failures: row.failures,
    retryAt: row.retry_at ?? undefined,
    image: row.image ?? undefined,
    badImage: row.bad_image ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deletedAt: row.deleted_at ?? undefined,
    purgeAt: row.purge_at ?? undefined,
  };
}

/** An app as the API shows it. */
export function toAppView(app: App): AppView {
  const url = app.port === undefined ? undefined : `http://127.0.0.1:${app.port}`;
  return {
    id: app.id,
    name: app.name,
    slug: app.slug,
    state: app.state,
    desiredState: app.desired,
    conditions: [...app.conditions],
    ...(app.port === undefined ? {} : { port: app.port }),
    ...(url === undefined ? {} : { urls: { api: url, dashboard: `${url}/dashboard/` } }),
    limits: app.limits,
    egress: app.egress,
    ...(app.instance === undefined ? {} : { instance: toInstanceView(app.instance) }),
    restarts: app.restarts,
    createdAt: iso(app.createdAt),
    updatedAt: iso(app.updatedAt),
    ...(app.purgeAt === undefined ? {} : { purgeAt: iso(app.purgeAt) }),
  };
}

function toInstanceView(instance: KnownInstance): AppInstance {
  const { runtime, id, address, image, startedAt } = instance;
  return { runtime, id, address, ...(image === undefined ? {} : { image }), startedAt };
}

const iso = (ms: number) => new Date(ms).toISOString();
