import * as z from 'zod';

/** An origin exactly as a browser sends it: scheme, host and port, nothing after. */
export const Origin = z
  .string()
  .max(255)
  .regex(
    /^(?:http(?!.*:80$)|https(?!.*:443$)):\/\/(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::[1-9]\d{0,4})?$/,
    'must be like https://app.example:8443',
  );

const count = (min: number, max: number) => z.number().int().min(min).max(max);

/** What an operator may set for one app. It is felt at once, without a restart. */
export const AppSettings = z.strictObject({
  /** Web pages that may call this app from a browser. */
  corsOrigins: z.array(Origin).max(100),
  /** Most bytes of one file. */
  maxUploadBytes: count(1, Number.MAX_SAFE_INTEGER),
  /** Most bytes of all files together; 0 means no quota. */
  storageQuotaBytes: count(0, Number.MAX_SAFE_INTEGER),
  passwords: z.strictObject({
    /** Fewest characters of a user's password. */
    minLength: count(8, 64),
  }),
  sessions: z.strictObject({
    /** How long a user stays signed in without coming back. */
    userDays: count(1, 365),
    /** How long a user stays signed in at most, however often they come back. */
    userMaxDays: count(1, 3650),
    /** How long an operator stays signed in without doing anything. */
    operatorIdleMinutes: count(1, 24 * 60),
    /** How long an operator stays signed in at most. */
    operatorHours: count(1, 7 * 24),
  }),
  throttling: z.strictObject({
    /** Failed logins of one account before the delay begins. */
    freeFailures: count(1, 100),
    /** Where the doubling of that delay ends. */
    maxDelaySeconds: count(1, 24 * 60 * 60),
    /** Attempts to sign in or register that one address has in a minute. */
    attemptsPerMinute: count(1, 100_000),
  }),
  /** Requests to `/db` and `/storage` that one caller has in a minute; 0 means no limit. */
  dataRequestsPerMinute: count(0, 10_000_000),
  /** Whether signed-in users may find each other by email. */
  userLookup: z.boolean(),
  /** Whether `/docs` is served. */
  docs: z.boolean(),
});
export type AppSettings = z.infer<typeof AppSettings>;

/** The settings to change; within a section, too, only what is named changes. */
export const UpdateSettings = AppSettings.extend({
  passwords: AppSettings.shape.passwords.partial(),
  sessions: AppSettings.shape.sessions.partial(),
  throttling: AppSettings.shape.throttling.partial(),
}).partial();
export type UpdateSettings = z.infer<typeof UpdateSettings>;

/** A version of a file whose bytes are not as they were stored. */
export const DamagedFile = z.object({
  id: z.string(),
  bucket: z.string(),
  version: z.number().int(),
  filename: z.string(),
  /** Gone, other than they were, or not to be read now: those may be whole. */
  finding: z.enum(['missing', 'changed', 'unreadable']),
  since: z.iso.datetime(),
  /** What its bytes are called in the storage. */
  blob: z.string(),
});
export type DamagedFile = z.infer<typeof DamagedFile>;

/** Whether what is stored is as it was stored, as far as that was looked at. */
export const IntegrityView = z.object({
  database: z.object({
    /** When all of it was last looked at; missing until it was. */
    checkedAt: z.iso.datetime().optional(),
    damage: z.string().optional(),
  }),
  files: z.object({
    checkedAt: z.iso.datetime().optional(),
    /** How many versions were looked at then. */
    looked: z.number().int(),
    missing: z.number().int(),
    changed: z.number().int(),
    unreadable: z.number().int(),
    /** The first hundred of them. */
    items: z.array(DamagedFile),
  }),
});
export type IntegrityView = z.infer<typeof IntegrityView>;

/** What the dashboard needs to tell where the app is. */
export const AboutView = z.object({
  /** The port on which the app's API listens. */
  apiPort: z.number().int(),
});
export type AboutView = z.infer<typeof AboutView>;
