import { isIPv4 } from 'node:net';

/** An IPv4 network. */
export interface Subnet {
  /** The lowest address as a number. */
  readonly first: number;
  readonly bits: number;
}

/** Reads `10.213.0.0/16`; bits beyond the prefix are dropped. `undefined`: not a network. */
export function parseSubnet(text: string): Subnet | undefined {
  const [address = '', prefix = ''] = text.split('/');
  const bits = Number(prefix);
  if (!isIPv4(address) || !/^\d{1,2}$/.test(prefix) || bits > 32) return undefined;
  return { first: floor(addressNumber(address), bits), bits };
}

export function formatSubnet({ first, bits }: Subnet): string {
  return `${formatAddress(first)}/${bits}`;
}

export function addressNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

export function formatAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

/** Whether the two networks share an address. */
export function overlap(a: Subnet, b: Subnet): boolean {
  const bits = Math.min(a.bits, b.bits);
  return floor(a.first, bits) === floor(b.first, bits);
}

/** Whether an address, IPv6-mapped too, lies in the network. */
export function contains(subnet: Subnet, address: string | undefined): boolean {
  const plain = address?.replace(/^::ffff:/i, '') ?? '';
  return isIPv4(plain) && floor(addressNumber(plain), subnet.bits) === subnet.first;
}

function floor(number: number, bits: number): number {
  const size = 2 ** (32 - bits);
  return Math.floor(number / size) * size;
}
