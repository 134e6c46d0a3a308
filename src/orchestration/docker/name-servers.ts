import { isIPv4 } from 'node:net';
import { readFileSync } from 'node:fs';
import { contains, parseSubnet } from '../../config/subnet.js';

/** Where a system says whom to ask for names; the second one is behind a resolver of its own. */
const PLACES = ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf'];
const LOOPBACK = parseSubnet('127.0.0.0/8')!;
const MOST = 3;

/** The name servers of this host that a container can ask: those that are not on its loopback. */
export function hostNameServers(read: (path: string) => string = readText): string[] {
  for (const place of PLACES) {
    const found = parseNameServers(read(place)).filter((address) => !contains(LOOPBACK, address));
    if (found.length > 0) return found.slice(0, MOST);
  }
  return [];
}

export function parseNameServers(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  return lines
    .filter(([word]) => word === 'nameserver')
    .map(([, address = '']) => address)
    .filter((address) => isIPv4(address));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
