import * as z from 'zod';
import { queryInteger, Timestamp } from './common.js';
import { NewKeyView } from './keys.js';
import { OperatorRole } from './operators.js';

/** The slug of an app: its part of a host name. */
export const SLUG_PATTERN = /^[a-z](?:[a-z0-9-]{0,28}[a-z0-9])?$/;

/** Slugs that would collide with names the control plane uses itself. */
export const RESERVED_SLUGS: readonly string[] = [
  'api',
  'dashboard',
  'www',
  'appbase',
  'admin',
  'app',
  'apps',
  'master',
  'control-plane',
  'auth',
  'operator',
  'operators',
  'docs',
  'health',
  'metrics',
  'internal',
  'local',
  'localhost',
];
/** Endings that the fallback names on the network use (`<app>-api.local`). */
export const RESERVED_SLUG_ENDINGS: readonly string[] = ['-api', '-dashboard', '-app'];

/** Why a slug cannot be used, or `undefined`. */
export function slugProblem(slug: string): string | undefined {
  if (!SLUG_PATTERN.test(slug)) {
    return 'must be 1 to 30 of a-z 0-9 -, begin with a letter and not end with -';
  }
  if (RESERVED_SLUGS.includes(slug)) return 'is reserved';
  const ending = RESERVED_SLUG_ENDINGS.find((end) => slug.endsWith(end));
  return ending === undefined ? undefined : `must not end with ${ending}`;
}

export const Slug = z.string().superRefine((slug, context) => {
  const problem = slugProblem(slug);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

/** What an app is doing. `failed` cannot succeed unless something is changed. */
export const AppState = z.enum([
  'provisioning',
  'starting',
  'running',
  'unhealthy',
  'restarting',
  'crash-looping',
  'stopping',
  'stopped',
  'failed',
  'deleting',
  'deleted',
]);
export type AppState = z.infer<typeof AppState>;

export const ConditionType = z.enum([
  'Provisioned',
  'NetworkReady',
  'InstanceReady',
  'Isolated',
  'StorageOk',
  'Routed',
  'Announced',
]);
export type ConditionType = z.infer<typeof ConditionType>;

/** One thing that is so, is not so, or is not known about an app, and since when. */
export const AppCondition = z.object({
  type: ConditionType,
  status: z.union([z.boolean(), z.literal('unknown')]),
  reason: z.string(),
  message: z.string(),
  since: Timestamp,
});
export type AppCondition = z.infer<typeof AppCondition>;

/** Where an app may go by itself: nowhere, to the local network, to the internet. */
export const Egress = z.enum(['none', 'lan', 'internet']);
export type Egress = z.infer<typeof Egress>;

const limits = {
  memoryMb: z.number().int().min(128).max(65_536),
  cpus: z.number().min(0.1).max(64),
  pids: z.number().int().min(32).max(4096),
  storageMb: z.number().int().min(16).max(16_777_216),
};
export const AppLimits = z.object(limits);
export type AppLimits = z.infer<typeof AppLimits>;
export const SomeLimits = z.strictObject(limits).partial();

export const RuntimeKind = z.enum(['docker', 'process']);
export type RuntimeKind = z.infer<typeof RuntimeKind>;

/** The instance that runs an app at the moment. */
export const AppInstance = z.object({
  runtime: RuntimeKind,
  id: z.string(),
  address: z.string(),
  image: z.string().optional(),
  startedAt: Timestamp,
});
export type AppInstance = z.infer<typeof AppInstance>;

export const AppView = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  state: AppState,
  desiredState: z.enum(['running', 'stopped']),
  conditions: z.array(AppCondition),
  port: z.number().int().optional(),
  urls: z.object({ api: z.string(), dashboard: z.string() }).optional(),
  limits: AppLimits,
  egress: Egress,
  instance: AppInstance.optional(),
  restarts: z.number().int(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  purgeAt: Timestamp.optional(),
});
export type AppView = z.infer<typeof AppView>;

const name = z.string().trim().min(1).max(100);

export const CreateApp = z.strictObject({
  name,
  slug: Slug.optional(),
  limits: SomeLimits.optional(),
  egress: Egress.optional(),
});
export type CreateApp = z.infer<typeof CreateApp>;

export const UpdateApp = z.strictObject({
  name: name.optional(),
  limits: SomeLimits.optional(),
  egress: Egress.optional(),
});
export type UpdateApp = z.infer<typeof UpdateApp>;

/** The answer to a new app: the app and the only sight of its first key. */
export const CreatedApp = z.object({ app: AppView, apiKey: NewKeyView });
export type CreatedApp = z.infer<typeof CreatedApp>;

export const WaitQuery = z.strictObject({ wait: z.literal('healthy').optional() });
export type WaitQuery = z.infer<typeof WaitQuery>;

export const ListApps = z.strictObject({
  limit: queryInteger(1)
    .transform((limit) => Math.min(limit, 100))
    .optional(),
  cursor: z.string().max(100).optional(),
  search: z.string().max(100).optional(),
  state: AppState.optional(),
});
export type ListApps = z.infer<typeof ListApps>;

export const AppPage = z.object({
  items: z.array(AppView),
  total: z.number().int(),
  nextCursor: z.string().optional(),
});
export type AppPage = z.infer<typeof AppPage>;

export const DeleteAppQuery = z.strictObject({
  purge: z.enum(['true', 'false']).optional(),
  confirm: z.string().max(100).optional(),
});
export type DeleteAppQuery = z.infer<typeof DeleteAppQuery>;

/** Something that happened to an app, in the order in which it happened. */
export const AppEvent = z.object({
  id: z.number().int(),
  at: Timestamp,
  appId: z.string(),
  type: z.string(),
  reason: z.string(),
  message: z.string(),
});
export type AppEvent = z.infer<typeof AppEvent>;

export const ListAppEvents = z.strictObject({
  limit: queryInteger(1)
    .transform((limit) => Math.min(limit, 100))
    .optional(),
  cursor: z.string().max(20).optional(),
});
export type ListAppEvents = z.infer<typeof ListAppEvents>;

export const AppEventPage = z.object({
  items: z.array(AppEvent),
  nextCursor: z.string().optional(),
});
export type AppEventPage = z.infer<typeof AppEventPage>;

export const LogsQuery = z.strictObject({
  tail: queryInteger(0, 10_000).optional(),
  follow: z.enum(['true', 'false']).optional(),
});
export type LogsQuery = z.infer<typeof LogsQuery>;

/** What an app uses at the moment, as the engine or the instance says. */
export const AppStats = z.object({
  at: Timestamp,
  memoryBytes: z.number().optional(),
  memoryLimitBytes: z.number().optional(),
  cpuPercent: z.number().optional(),
  pids: z.number().optional(),
  storageBytes: z.number().optional(),
  requests: z.number().optional(),
  errors: z.number().optional(),
  latencyMs: z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).optional(),
  users: z.number().optional(),
});
export type AppStats = z.infer<typeof AppStats>;

export const TicketView = z.object({ url: z.string(), expiresAt: Timestamp });
export type TicketView = z.infer<typeof TicketView>;

/** An operator's role in one app, where it is more than the role on the control plane. */
export const AppGrant = z.object({ operatorId: z.string(), role: OperatorRole });
export type AppGrant = z.infer<typeof AppGrant>;
export const SetAppGrants = z.strictObject({
  grants: z.array(z.strictObject({ operatorId: z.string().max(64), role: OperatorRole })).max(200),
});
export type SetAppGrants = z.infer<typeof SetAppGrants>;
export const AppGrants = z.object({ grants: z.array(AppGrant) });

export const TelemetryQuery = z.strictObject({
  from: Timestamp.optional(),
  to: Timestamp.optional(),
  /** Seconds between samples: 15 (kept for a day) or 900 (kept for 30 days). */
  step: z.enum(['15', '900']).optional(),
});
export type TelemetryQuery = z.infer<typeof TelemetryQuery>;

export const AppTelemetry = z.object({ step: z.number().int(), samples: z.array(AppStats) });
export type AppTelemetry = z.infer<typeof AppTelemetry>;

/** What a control plane tells an instance: who may use its dashboard now, and how far. */
export const OperatorStandings = z.strictObject({
  /** When it was so, by the control plane's clock, in milliseconds since the epoch. */
  at: z.number().int(),
  operators: z
    .array(
      z.strictObject({
        id: z.string().max(64),
        role: OperatorRole,
        /** Sessions and tickets from before this moment hold no more: the account has changed. */
        since: z.number().int(),
      }),
    )
    .max(10_000),
});
export type OperatorStandings = z.infer<typeof OperatorStandings>;

/** What an instance tells its control plane of itself, counted since its start. */
export const InstanceTelemetry = z.object({
  requests: z.number().int(),
  errors: z.number().int(),
  /** Counts of answers by the upper bounds of their time in milliseconds. */
  latency: z.array(z.object({ upToMs: z.number(), count: z.number().int() })),
  users: z.number().int(),
  storageBytes: z.number().int(),
  memoryBytes: z.number().int(),
});
export type InstanceTelemetry = z.infer<typeof InstanceTelemetry>;
