import { existsSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { parseSubnet, type Subnet } from '../../config/subnet.js';

const ROUTES = '/proc/net/route';

/** A network that the host reaches already, and by what. */
export interface HostRoute {
  subnet: Subnet;
  via: string;
}

/** Docker accepts a network that hides one of the host's: so these are looked at first. */
export function hostRoutes(): HostRoute[] {
  const fromRoutes = existsSync(ROUTES) ? parseRoutes(readFileSync(ROUTES, 'utf8')) : [];
  const fromInterfaces = Object.entries(networkInterfaces()).flatMap(([via, addresses]) =>
    (addresses ?? []).flatMap(({ cidr }) => {
      const subnet = cidr === null ? undefined : parseSubnet(cidr);
      return subnet === undefined ? [] : [{ subnet, via }];
    }),
  );
  return [...fromRoutes, ...fromInterfaces];
}

/** Reads `/proc/net/route`: addresses and masks in hex, the lowest byte first. */
export function parseRoutes(text: string): HostRoute[] {
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .filter((fields) => fields.length > 7)
    .map(([via = '', destination = '', , , , , , mask = '']) => {
      const bits = fromHex(mask).toString(2).replaceAll('0', '').length;
      return { subnet: { first: fromHex(destination), bits }, via };
    })
    .filter(({ subnet }) => subnet.bits > 0);
}

function fromHex(text: string): number {
  return text.match(/../g)!.reduceRight((sum, byte) => sum * 256 + Number.parseInt(byte, 16), 0);
}
