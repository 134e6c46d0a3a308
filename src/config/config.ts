import { resolve } from 'node:path';
import * as z from 'zod';
import { type Managed, parseManaged } from './managed.js';
import { ConfigError, readSettings } from './settings.js';

const API_KEY = /^hs_live_[A-Za-z0-9_-]{32,128}$/;
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);
const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min).max(max));

const origin = z.string().refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && url.origin === text;
}, 'must be origins like http://localhost:5173, separated by commas');

/** What both roles can be told. */
const common = {
  APPBASE_DATA_DIR: z
    .string()
    .default('./data')
    .transform((path) => resolve(path)),
  APPBASE_HOST: z.string().default('127.0.0.1'),
  APPBASE_PORT: integer(0, 65535).default(3000),
  APPBASE_OPERATOR_EMAIL: z.email().optional(),
  APPBASE_OPERATOR_PASSWORD: z.string().min(12).max(128).optional(),
  APPBASE_TRUSTED_PROXIES: list.default([]),
  APPBASE_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
};

const InstanceSettings = z.object({
  ...common,
  APPBASE_DASHBOARD_PORT: integer(0, 65535).default(3001),
  APPBASE_API_KEY: z
    .string()
    .regex(API_KEY, 'must match hs_live_ and 32 to 128 of A-Z a-z 0-9 _ -')
    .optional(),
  APPBASE_CORS_ORIGINS: list.pipe(z.array(origin)).default([]),
  APPBASE_MAX_UPLOAD_BYTES: integer(1, Number.MAX_SAFE_INTEGER).default(50 * 1024 * 1024),
  APPBASE_ACCESS_TOKEN_TTL: integer(1, 86_400).default(900),
  APPBASE_MANAGED: z.string().optional(),
});

/** The settings of one instance, checked and frozen. A DI token. */
export class InstanceConfig {
  readonly role = 'instance' as const;
  readonly dataDir: string;
  readonly host: string;
  /** 0 takes any free port (tests). */
  readonly port: number;
  /** 0 means none. */
  readonly dashboardPort: number;
  readonly apiKey: string | undefined;
  readonly operator: { email: string; password: string } | undefined;
  readonly corsOrigins: readonly string[];
  readonly maxUploadBytes: number;
  /** Life of an access token in seconds. */
  readonly accessTokenTtl: number;
  readonly trustedProxies: readonly string[];
  readonly logLevel: string;
  /** Set when a control plane runs this instance. */
  readonly managed: Managed | undefined;

  constructor(env: Readonly<Record<string, string | undefined>>) {
    const settings = check(InstanceSettings, env);
    this.managed = parseManaged(settings.APPBASE_MANAGED);
    this.dataDir = settings.APPBASE_DATA_DIR;
    this.host = settings.APPBASE_HOST;
    this.port = settings.APPBASE_PORT;
    this.dashboardPort = settings.APPBASE_DASHBOARD_PORT;
    this.apiKey = settings.APPBASE_API_KEY;
    this.operator = firstOperator(settings);
    this.corsOrigins = settings.APPBASE_CORS_ORIGINS;
    this.maxUploadBytes = settings.APPBASE_MAX_UPLOAD_BYTES;
    this.accessTokenTtl = settings.APPBASE_ACCESS_TOKEN_TTL;
    this.trustedProxies = settings.APPBASE_TRUSTED_PROXIES;
    this.logLevel = settings.APPBASE_LOG_LEVEL;
    Object.freeze(this);
  }
}

/** The first operator's account, when both its settings are there. */
export function firstOperator(settings: {
  APPBASE_OPERATOR_EMAIL?: string | undefined;
  APPBASE_OPERATOR_PASSWORD?: string | undefined;
}): { email: string; password: string } | undefined {
  const { APPBASE_OPERATOR_EMAIL: email, APPBASE_OPERATOR_PASSWORD: password } = settings;
  if (email === undefined && password === undefined) return undefined;
  if (email === undefined || password === undefined) {
    throw new ConfigError('APPBASE_OPERATOR_EMAIL and APPBASE_OPERATOR_PASSWORD go together');
  }
  return { email, password };
}

/** Checks an environment against a schema; every wrong setting is named in one message. */
export function check<T extends z.ZodType>(
  schema: T,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<T> {
  const result = schema.safeParse(readSettings(env));
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(`These settings cannot be used:\n${lines.join('\n')}`);
}

export { common as commonSettings, integer, list };
