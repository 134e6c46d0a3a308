import { isIPv4, isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import { Database } from '../database/database.js';
import { SettingsService } from '../settings/settings.service.js';

const MINUTE_MS = 60_000;

interface Window {
  minute: number;
  attempts: number;
}

/**
 * Counts the attempts to sign in or register by client address, a minute at a time. The count is
 * kept in memory and written behind, so that a restart does not start it anew.
 */
@Injectable()
export class AddressThrottle {
  private readonly windows = new Map<string, Window>();
  private minute = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
  ) {}

  /** @throws AppError `RATE_LIMITED` when the address has used up its minute */
  count(ip: string): void {
    const now = this.clock.now();
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.minute) this.windows.clear();
    this.minute = minute;
    const address = networkOf(ip);
    const window = this.windows.get(address) ?? this.load(address, minute);
    this.windows.set(address, window);
    window.attempts++;
    if (window.attempts > this.settings.current.throttling.attemptsPerMinute) {
      const left = (minute + 1) * MINUTE_MS - now;
      throw errors.rateLimited(left / 1000, 'Too many attempts from this address: wait');
    }
    // A full disk must not keep anybody from signing in: the count in memory goes on.
    this.store(address, window).catch(() => undefined);
  }

  private load(address: string, minute: number): Window {
    const row = this.database.read((db) =>
      db.get<Window>('SELECT minute, attempts FROM address_attempts WHERE address = ?', address),
    );
    return row?.minute === minute ? row : { minute, attempts: 0 };
  }

  private async store(address: string, { minute, attempts }: Window): Promise<void> {
    await this.database.write((db) =>
      db.run(
        `INSERT INTO address_attempts (address, minute, attempts) VALUES (?, ?, ?)
         ON CONFLICT (address) DO UPDATE SET minute = excluded.minute, attempts = excluded.attempts`,
        address,
        minute,
        attempts,
      ),
    );
  }
}

/**
 * What counts as one address: an IPv4 address however it is written, or an IPv6 /64, because one
 * host has all of it.
 */
export function networkOf(ip: string): string {
  const mapped = ip.toLowerCase().replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, '');
  if (isIPv4(mapped) || !isIPv6(mapped)) return mapped;
  const [head = '', tail] = mapped.split('%', 1)[0]!.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')];
  const network = [...groups, ...right]
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
