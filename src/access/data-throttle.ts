import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import { SettingsService } from '../settings/settings.service.js';
import { networkOf } from './address-throttle.js';
import type { Caller } from './caller.js';

const MINUTE_MS = 60_000;
const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze({});

/** The limit on requests to `/db` and `/storage`, when an operator has set one. Off by default. */
@Injectable()
export class DataThrottle {
  private readonly counts = new Map<string, number>();
  private minute = 0;

  constructor(
    private readonly clock: Clock,
    private readonly settings: SettingsService,
  ) {}

  /**
   * Counts a request and returns what its answer says of the limit.
   *
   * @throws AppError `RATE_LIMITED` when the caller has used up the minute
   */
  count(caller: Caller, ip: string): Readonly<Record<string, string>> {
    return this.settings.current.dataRequestsPerMinute === 0 ? NO_HEADERS : this.add(caller, ip, 1);
  }

  /**
   * Counts what a request that has passed does more than one of, so that a batch is no way round.
   * The last one of a minute may go over: a batch that is larger than the limit must get in at all.
   *
   * @throws AppError `RATE_LIMITED` when others have used up the minute meanwhile
   */
  countMore(caller: Caller, ip: string, more: number): void {
    if (this.settings.current.dataRequestsPerMinute === 0) return;
    this.add(caller, ip, 0);
    const key = keyOf(caller, ip);
    this.counts.set(key, (this.counts.get(key) ?? 0) + more);
  }

  private add(caller: Caller, ip: string, requests: number): Record<string, string> {
    const limit = this.settings.current.dataRequestsPerMinute;
    const now = this.clock.now();
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.minute) this.counts.clear();
    this.minute = minute;
    const key = keyOf(caller, ip);
    const count = (this.counts.get(key) ?? 0) + requests;
    this.counts.set(key, count);
    const seconds = Math.ceil(((minute + 1) * MINUTE_MS - now) / 1000);
    const headers = {
      ratelimit: `"data";r=${Math.max(0, limit - count)};t=${seconds}`,
      'ratelimit-policy': `"data";q=${limit};w=60`,
    };
    if (count > limit) throw errors.rateLimited(seconds, undefined, headers);
    return headers;
  }
}

/**
 * A user is counted wherever the requests come from and whichever key they bring; a guest is known
 * by the address only.
 */
function keyOf(caller: Caller, ip: string): string {
  return caller.kind === 'user' ? `user:${caller.id}` : `address:${networkOf(ip)}`;
}
