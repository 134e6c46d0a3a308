import { isIPv4 } from 'node:net';
import * as z from 'zod';
import { check, commonSettings, firstOperator } from './config.js';
import { parseSubnet, type Subnet } from './subnet.js';

/** `3100-3999` as its first and last port. */
const portRange = z
  .string()
  .regex(/^\d{2,5}-\d{2,5}$/, 'must be like 3100-3999')
  .transform((text) => text.split('-').map(Number) as [number, number])
  .refine(
    ([first, last]) => first >= 1024 && first <= last && last <= 65_535,
    'must be two ports from 1024 to 65535, the lower one first',
  );

const pool = z.string().transform((text, context) => {
  const subnet = parseSubnet(text);
  if (subnet !== undefined && subnet.bits >= 8 && subnet.bits <= 24) return subnet;
  context.addIssue({ code: 'custom', message: 'must be a network like 10.213.0.0/16 (/8 to /24)' });
  return z.NEVER;
});

const addresses = z
  .string()
  .transform((text) => text.split(',').map((address) => address.trim()))
  .refine((list) => list.every((address) => isIPv4(address)), 'must be IPv4 addresses by commas');

const ControlPlaneSettings = z.object({
  ...commonSettings,
  APPBASE_RUNTIME: z.enum(['auto', 'docker', 'process']).default('auto'),
  APPBASE_IMAGE: z.string().min(1).max(255).default('appbase:latest'),
  APPBASE_APP_PORTS: portRange.prefault('3100-3999'),
  APPBASE_NETWORK_POOL: pool.prefault('10.213.0.0/16'),
  APPBASE_FIREWALL: z.enum(['auto', 'off']).default('auto'),
  APPBASE_NAME_SERVERS: addresses.optional(),
});

/** The settings of the control plane, checked and frozen. A DI token. */
export class ControlPlaneConfig {
  readonly role = 'control-plane' as const;
  readonly dataDir: string;
  readonly host: string;
  /** 0 takes any free port (tests). */
  readonly port: number;
  readonly operator: { email: string; password: string } | undefined;
  readonly trustedProxies: readonly string[];
  readonly logLevel: string;
  readonly runtime: 'auto' | 'docker' | 'process';
  /** The image of the instances under Docker. */
  readonly image: string;
  /** First and last port that apps get. */
  readonly appPorts: readonly [number, number];
  /** Where the apps' networks are cut from. */
  readonly networkPool: Subnet;
  readonly firewall: 'auto' | 'off';
  /** Whom apps with a way out ask for names; `undefined`: whom this host asks. */
  readonly nameServers: readonly string[] | undefined;

  constructor(env: Readonly<Record<string, string | undefined>>) {
    const settings = check(ControlPlaneSettings, env);
    this.dataDir = settings.APPBASE_DATA_DIR;
    this.host = settings.APPBASE_HOST;
    this.port = settings.APPBASE_PORT;
    this.operator = firstOperator(settings);
    this.trustedProxies = settings.APPBASE_TRUSTED_PROXIES;
    this.logLevel = settings.APPBASE_LOG_LEVEL;
    this.runtime = settings.APPBASE_RUNTIME;
    this.image = settings.APPBASE_IMAGE;
    this.appPorts = settings.APPBASE_APP_PORTS;
    this.networkPool = settings.APPBASE_NETWORK_POOL;
    this.firewall = settings.APPBASE_FIREWALL;
    this.nameServers = settings.APPBASE_NAME_SERVERS;
    Object.freeze(this);
  }
}
