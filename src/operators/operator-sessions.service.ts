import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { OperatorSession } from '@appbase-pfe/types';
import type { OperatorCaller } from '../access/caller.js';
import { OperatorSessions } from '../access/credentials.js';
import { Clock } from '../common/clock.js';
import { newId, newSecret } from '../common/ids.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { readCookie, writeCookie } from '../http/cookies.js';
import { SettingsService } from '../settings/settings.service.js';
import { OperatorOptions } from './operator-options.js';
import { accounts, type SessionRow, sessions } from './operators.sql.js';
import { csrfTokenOf, requireSameOrigin } from './same-origin.js';

/** That somebody is still there is written down at most this often. */
const TOUCH_EVERY_MS = 60_000;
const MINUTE_MS = 60_000;
const DEVICE_SECONDS = 365 * 24 * 60 * 60;

/** Who a new session is for. `accountId` is missing when the account is elsewhere (a ticket). */
export interface SessionOwner {
  operatorId: string;
  email: string;
  role: OperatorCaller['role'];
  accountId?: string;
}

/** What an operator may do, and since when the account is as it is. */
export interface Standing {
  role: OperatorCaller['role'];
  since: number;
}

/** A session that has just begun: its value is known to the caller alone. */
export interface NewSession {
  value: string;
  session: OperatorSession;
  /** What this device is to remember; see `operator-devices`. */
  device?: string;
}

/** The operators' sessions: opaque values, stored hashed, ended by idling, by age or by sign-out. */
@Injectable()
export class OperatorSessionsService extends OperatorSessions {
  private readonly seen = new LRUCache<string, number>({ max: 1000 });

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly options: OperatorOptions,
  ) {
    super();
  }

  /** Begins a session inside a write. The secret is made before, since a write may run twice. */
  begin(db: Connection, owner: SessionOwner, value = newSecret()): NewSession {
    const now = this.clock.now();
    const { idle, absolute } = this.limits();
    sessions.deleteEnded(db, now - absolute, now - idle - TOUCH_EVERY_MS);
    sessions.insert(db, {
      id: newId(),
      hash: hashOf(value),
      account_id: owner.accountId ?? null,
      operator_id: owner.operatorId,
      email: owner.email,
      role: owner.role,
      created_at: now,
      seen_at: now,
    });
    const operator = { id: owner.operatorId, email: owner.email, role: owner.role };
    return { value, session: { operator, csrfToken: csrfTokenOf(value) } };
  }

  override authenticate(request: FastifyRequest): OperatorCaller | undefined {
    const value = this.presented(request);
    const row = value === undefined ? undefined : this.find(value);
    if (value === undefined || row === undefined) return undefined;
    requireSameOrigin(request, value);
    this.noteSeen(row, this.clock.now());
    return toCaller(row);
  }

  override stillHolds(request: FastifyRequest): OperatorCaller | undefined {
    const value = this.presented(request);
    const row = value === undefined ? undefined : this.find(value);
    return row && toCaller(row);
  }

  /** By the account; an operator whose account is elsewhere stands while a session is open here. */
  override stands(operatorId: string): boolean {
    const now = this.clock.now();
    const { idle, absolute } = this.limits();
    return this.database.read(
      (db) =>
        accounts.byId(db, operatorId) !== undefined ||
        sessions.isOpen(db, operatorId, now - absolute, now - idle - TOUCH_EVERY_MS),
    );
  }

  /** What `/operator/me` tells: the session of a request that passed the gate. */
  describe(request: FastifyRequest, caller: OperatorCaller): OperatorSession {
    const { id, email, role } = caller;
    return { operator: { id, email, role }, csrfToken: csrfTokenOf(this.presented(request) ?? '') };
  }

  /** Ends a session inside a write. */
  end(db: Connection, id: string): void {
    sessions.delete(db, id);
    db.afterCommit(() => this.seen.delete(id));
  }

  /** Ends the sessions of an account, but for one. */
  endAll(db: Connection, accountId: string, except = ''): void {
    sessions.deleteOfAccount(db, accountId, except);
  }

  /**
   * Fits the sessions of operators whose accounts are elsewhere to what they may do now: ends those
   * of whoever has no standing, or had begun before it changed. Tells how many were ended.
   *
   * @param at when this was so: later sessions are left alone
   */
  fitVisitors(db: Connection, at: number, standing: (id: string) => Standing | undefined): number {
    let ended = 0;
    for (const { id, operator_id, role, created_at } of sessions.ofVisitors(db, at)) {
      const now = standing(operator_id);
      if (now === undefined || created_at < now.since) {
        this.end(db, id);
        ended++;
      } else if (now.role !== role) sessions.setRole(db, id, now.role);
    }
    return ended;
  }

  /** The `Set-Cookie` headers that carry a session; without one, the header that takes it back. */
  cookies(request: FastifyRequest, begun?: NewSession): string[] {
    const common = { sameSite: 'Strict', secure: request.protocol === 'https' } as const;
    const { cookieName } = this.options;
    if (begun === undefined) return [writeCookie(cookieName, '', { ...common, maxAge: 0 })];
    const { value, device } = begun;
    const session = writeCookie(cookieName, value, common);
    if (device === undefined) return [session];
    const remembered = { ...common, maxAge: DEVICE_SECONDS };
    return [session, writeCookie(this.deviceCookie, device, remembered)];
  }

  /** The device value of a request, if it sends one. */
  deviceOf(request: FastifyRequest): string | undefined {
    return readCookie(request.headers.cookie, this.deviceCookie);
  }

  private get deviceCookie(): string {
    return `${this.options.cookieName}_device`;
  }

  private presented(request: FastifyRequest): string | undefined {
    return readCookie(request.headers.cookie, this.options.cookieName);
  }

  private find(value: string): SessionRow | undefined {
    const row = this.database.read((db) => sessions.byHash(db, hashOf(value)));
    if (row === undefined) return undefined;
    const now = this.clock.now();
    const { idle, absolute } = this.limits();
    const seenAt = Math.max(row.seen_at, this.seen.get(row.id) ?? 0);
    return now - row.created_at >= absolute || now - seenAt >= idle ? undefined : row;
  }

  private noteSeen(row: SessionRow, now: number): void {
    this.seen.set(row.id, now);
    if (now - row.seen_at < TOUCH_EVERY_MS) return;
    // An operator must get in on a full disk too, so a failure here is nobody's error.
    this.database.write((db) => sessions.touch(db, row.id, now)).catch(() => undefined);
  }

  private limits(): { idle: number; absolute: number } {
    const { operatorIdleMinutes, operatorHours } = this.settings.current.sessions;
    return { idle: operatorIdleMinutes * MINUTE_MS, absolute: operatorHours * 60 * MINUTE_MS };
  }
}

export const hashOf = (value: string) => createHash('sha256').update(value).digest('hex');

function toCaller(row: SessionRow): OperatorCaller {
  const { operator_id: id, email, role, id: sessionId } = row;
  return { kind: 'operator', id, email, role, sessionId };
}
