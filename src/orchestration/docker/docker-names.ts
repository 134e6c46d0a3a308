import { createHash } from 'node:crypto';
import type { Subnet } from '../../config/subnet.js';
import { formatAddress, formatSubnet } from '../../config/subnet.js';
import type { App } from '../../tenancy/app-row.js';

/** Every app has a network of 16 addresses. */
export const APP_NETWORK_BITS = 28;
const APP_NETWORK_SIZE = 2 ** (32 - APP_NETWORK_BITS);

export const LABELS = {
  installation: 'appbase.installation',
  app: 'appbase.app',
  specHash: 'appbase.spec-hash',
  egress: 'appbase.egress',
} as const;

/** Eight hex digits that are an app's own: ids of one time begin alike, so they are hashed. */
export function shortId(appId: string): string {
  return createHash('sha256').update(appId).digest('hex').slice(0, 8);
}

/** Container and network of an app. */
export function objectName(app: Pick<App, 'id' | 'slug'>): string {
  return `appbase-${app.slug}-${shortId(app.id)}`;
}

export function bridgeName(appId: string): string {
  return `ab-${shortId(appId)}`;
}

/** How many networks of apps the pool holds. */
export function networksIn(pool: Subnet): number {
  return 2 ** (APP_NETWORK_BITS - pool.bits);
}

/** The network of an app: the subnet with an index, its gateway and the app's own address. */
export interface AppNetwork {
  subnet: Subnet;
  cidr: string;
  gateway: string;
  address: string;
}

export function appNetwork(pool: Subnet, index: number): AppNetwork {
  const first = pool.first + index * APP_NETWORK_SIZE;
  const subnet = { first, bits: APP_NETWORK_BITS };
  return {
    subnet,
    cidr: formatSubnet(subnet),
    gateway: formatAddress(first + 1),
    address: formatAddress(first + 2),
  };
}
