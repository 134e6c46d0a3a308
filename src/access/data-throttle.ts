import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import { SettingsService } from '../settings/settings.service.js';
import { networkOf } from './address-throttle.js';
import type { Caller } from './caller.js';

const MINUTE_MS = 60_000;

/** The limit on requests to `/db` and `/storage`, when an operator has set one. Off by default. */
@Injectable()
export class DataThrottle {
  private readonly counts = new Map<string, number>();
  private minute = 0;

  constructor(
    private readonly clock: Clock,
    private readonly settings: SettingsService,
  ) {}

  /** @throws AppError `RATE_LIMITED` when the caller has used up the minute */
  count(caller: Caller, ip: string): void {
    const limit = this.settings.current.dataRequestsPerMinute;
    if (limit === 0) return;
    const now = this.clock.now();
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.minute) this.counts.clear();
    this.minute = minute;
    // A user is counted wherever the requests come from; a guest is known by the address only.
    const key = caller.kind === 'user' ? `user:${caller.id}` : `address:${networkOf(ip)}`;
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    if (count > limit) throw errors.rateLimited(((minute + 1) * MINUTE_MS - now) / 1000);
  }
}
